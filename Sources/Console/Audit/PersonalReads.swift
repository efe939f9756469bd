import Dispatch
import Journal
import MerkleLog
import Station
import Timekeeping

/// The console's reads of the journal: one after the other, on a queue of their own.
///
/// Invariant: what tells of people is read under a ``ReadGrant`` only. The reader itself is given to nobody.
///
/// A read waits for the disk. Here it keeps neither the threads of Swift's concurrency nor more than one connection of
/// the database waiting, however many clients ask.
final class PersonalReads: Sendable {
    private let reader: JournalReader
    private let queue = DispatchQueue(label: "karaula.console.reads", target: .global(qos: .utility))
    // It reads whole recordings, for which nobody else is to wait.
    private let evidenceQueue = DispatchQueue(label: "karaula.console.evidence", target: .global(qos: .utility))

    init(reader: JournalReader) {
        self.reader = reader
    }

    // MARK: What everybody may see

    /// The bare outlines of up to `limit` entries after `seq`.
    func outlines(
        after seq: Int64, limit: Int
    ) async throws -> [(seq: Int64, kind: String, value: CanonicalValue)] {
        try await run { reader in
            try reader.entries(after: seq, limit: limit).map { entry in
                let document = EntryDocument(entry)
                return (document.seq, document.kind, document.outline)
            }
        }
    }

    /// From where on what follows `seq` is recent: the last `seq` before that.
    ///
    /// - Parameters:
    ///   - since: what was written before is not recent.
    ///   - count: how many of the newest entries are recent at most.
    func recentStart(after seq: Int64, since: UTCTime, atMost count: Int64) async throws -> Int64 {
        try await run { reader in
            let head = try reader.head()
            let start = max(seq, head - count)
            let first = try reader.entries(after: start, limit: 1, matching: EntryFilter(since: since)).first
            return first.map { $0.seq - 1 } ?? max(start, head)
        }
    }

    /// Up to `limit` entries after `seq` about steps of the site's clock.
    func steps(after seq: Int64, limit: Int) async throws -> [EntryDocument] {
        try await run { reader in
            try reader.entries(after: seq, limit: limit, matching: EntryFilter(kinds: [.timeStepped]))
                .map(EntryDocument.init)
        }
    }

    /// How long each camera saw on the day that begins at `day`.
    func watchDays(_ day: UTCTime, now: TimeReading) async throws -> [WatchDay] {
        try await run { reader in try reader.watchLedger(day: day, now: now).days(from: day) }
    }

    /// What proves that an entry is in the log.
    func proof(of seq: Int64) async throws -> InclusionDocument? {
        try await run { reader in try InclusionDocument(of: seq, in: reader) }
    }

    /// That the log as it was signed last begins with its first `old` entries.
    func consistency(from old: Int64) async throws -> CanonicalValue {
        try await run { reader in
            guard let note = try reader.newestCheckpoint() else {
                throw JournalError(
                    code: .refused, place: "the log", cause: "it was never signed",
                    mend: "Sign it: karaulactl journal checkpoint")
            }
            let size = try Checkpoint(parsing: note.text).size
            let path = try reader.consistencyProof(from: old, to: size)
            return [
                "old": .integer(old), "size": .integer(size), "checkpoint": .string(note.encoded),
                "path": .array(path.map { .string($0.base64) }),
            ]
        }
    }

    /// The newest checkpoint.
    func checkpoint() async throws -> SignedNote? { try await run { reader in try reader.newestCheckpoint() } }

    /// Whether there is such an event.
    func hasEvent(_ id: Int64) async throws -> Bool { try await run { reader in try reader.event(id: id) != nil } }

    // MARK: What only those may see whose reading is noted

    /// Up to `limit` entries after `seq` that `filter` lets pass, in the order of `seq`.
    func entries(
        after seq: Int64, limit: Int, matching filter: EntryFilter, under grant: ReadGrant
    ) async throws -> [EntryDocument] {
        try await run { reader in
            try reader.entries(after: seq, limit: limit, matching: filter).map(EntryDocument.init)
        }
    }

    /// An event; `nil` if there is no such event.
    func event(_ id: Int64, under grant: ReadGrant) async throws -> EventSummary? {
        try await run { reader in try reader.event(id: id) }
    }

    /// The newest snapshot of an event; `nil` if there is none, or it was erased.
    func snapshot(of event: Int64, under grant: ReadGrant) async throws -> MediaReader? {
        try await run { reader in
            let files = try reader.files(of: event)
            return try files.last { !$0.isRecording && $0.erased == nil }.map { try reader.open($0) }
        }
    }

    /// A recording of an event by its number, from 1; `nil` if there is none, it is still open, or it was erased.
    func recording(_ number: Int64, of event: Int64, under grant: ReadGrant) async throws -> MediaReader? {
        try await run { reader in
            let files = try reader.files(of: event).filter(\.isRecording)
            guard number >= 1, number <= files.count, files[Int(number) - 1].erased == nil else { return nil }
            return try reader.open(files[Int(number) - 1])
        }
    }

    /// Everything that a bundle of evidence about events is made of.
    func evidence(of events: [Int64], under grant: ReadGrant) async throws -> EvidenceContent {
        try await run(on: evidenceQueue) { reader in try EvidenceContent(of: events, from: reader) }
    }

    /// What proves the entries of a bundle, against a checkpoint that covers them all.
    func proofs(of content: EvidenceContent, and entry: Entry, in note: SignedNote) async throws -> EvidenceProofs {
        try await run(on: evidenceQueue) { reader in
            try EvidenceProofs(of: content, and: entry, in: note, from: reader)
        }
    }

    /// A piece of a file.
    func read(_ file: MediaReader, at offset: Int64, count: Int) async throws -> [UInt8] {
        try await run { _ in try file.read(at: offset, count: count) }
    }

    /// Asks something of the journal that tells of nobody, on the queue of reads.
    func wait<T: Sendable>(_ body: @escaping @Sendable () throws(JournalError) -> T) async throws -> T {
        try await run { _ in try body() }
    }

    private func run<T: Sendable>(
        on queue: DispatchQueue? = nil, _ body: @escaping @Sendable (JournalReader) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            (queue ?? self.queue).async { @Sendable [reader] in continuation.resume(with: Result { try body(reader) }) }
        }
    }
}
