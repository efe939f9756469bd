public import Journal
public import MerkleLog
public import Timekeeping

/// A journal as delivery sees it.
public struct JournalEntrySource: EntrySource {
    /// A pause that seems to last longer was written under a clock that has been corrected since; seconds.
    static let longestPause = 8 * 86_400.0

    private let journal: Journal
    private let clock: any SiteClock

    /// Reads from `journal`; `clock` dates what is written down.
    public init(journal: Journal, clock: any SiteClock) {
        self.journal = journal
        self.clock = clock
    }

    /// The newest entry's `seq`.
    public var head: Int64 { journal.head }

    /// The size of the newest checkpoint.
    public var checkpointSize: Int64 {
        guard let note = journal.checkpoint else { return 0 }
        return (try? Checkpoint(parsing: note.text).size) ?? 0  // the journal made it
    }

    /// The journal's commits.
    public func commits() -> AsyncStream<Int64> { journal.commits() }

    /// Entries of a lane.
    public func page(of lane: Lane, after: Int64, limit: Int) throws(DeliveryError) -> LanePage {
        try translating { () throws(JournalError) in try journal.reader.page(of: lane, after: after, limit: limit) }
    }

    /// Entries by their numbers.
    public func entries(numbered seqs: [Int64]) throws(DeliveryError) -> [Entry] {
        try translating { () throws(JournalError) in try journal.reader.entries(numbered: seqs) }
    }

    /// Cursors, receipt, retries and pause of `destination`, which the journal knows from now on, so that it cannot be taken
    /// out of the configuration unnoticed while everything waits for it.
    public func opening(of destination: String, at now: TimeReading) throws(DeliveryError) -> DeliveryOpening {
        try translating { () throws(JournalError) in
            let reader = journal.reader
            let cursors = try reader.cursors(of: destination)
            if cursors[.routine] == nil {
                // A disk that is full is no reason to deliver nothing; the first acknowledgement tries it again.
                try? journal.moveCursors(of: destination, to: [.routine: 0])  // see above
            }
            var opening = DeliveryOpening(cursors: cursors)
            if let receipt = try reader.newestReceipt(of: destination) {
                opening.receiptSize = receipt.size
                opening.receiptSigned = receipt.signed
            }
            let quarantine = try reader.quarantine(of: destination)
            opening.refused = quarantine.map { DeliveryOpening.Retry(lane: $0.lane, seq: $0.seq) }
            opening.retries = quarantine.filter { $0.state == .retrying }.map {
                DeliveryOpening.Retry(lane: $0.lane, seq: $0.seq)
            }
            if let pause = try reader.pause(of: destination) {
                let left = Double(pause.until.nanoseconds &- now.utc.nanoseconds) / 1e9
                if left > 0, left <= Self.longestPause {
                    opening.pausedUntil = now.monotonic.advanced(bySeconds: left)
                }
            }
            return opening
        }
    }

    /// Moves cursors and keeps the receipt.
    public func record(
        _ cursors: [Lane: Int64], _ receipt: StoredReceipt?, of destination: String
    ) throws(DeliveryError) {
        try translating { () throws(JournalError) in
            try journal.moveCursors(of: destination, to: cursors, with: receipt)
        }
    }

    /// Moves a cursor back.
    public func rewind(_ lane: Lane, of destination: String, to seq: Int64) throws(DeliveryError) {
        try translating { () throws(JournalError) in
            try journal.rewindCursor(of: destination, lane: lane, to: seq)
        }
    }

    /// The newest checkpoint of at most `size` entries.
    public func checkpoint(upTo size: Int64) throws(DeliveryError) -> SignedNote? {
        try translating { () throws(JournalError) in try journal.reader.newestCheckpoint(upTo: size) }
    }

    /// The proof that the log of `size` entries begins with that of `old`.
    public func consistencyProof(from old: Int64, to size: Int64) throws(DeliveryError) -> [TreeHash] {
        try translating { () throws(JournalError) in try journal.reader.consistencyProof(from: old, to: size) }
    }

    /// The file that an entry tells of.
    public func file(ofEntry seq: Int64) throws(DeliveryError) -> EvidenceFile? {
        try translating { () throws(JournalError) -> EvidenceFile? in
            let reader = journal.reader
            guard let file = try reader.file(ofEntry: seq), file.erased == nil, file.bytes > 0 else { return nil }
            let media = try reader.open(file)
            return EvidenceFile(total: file.bytes, sha256: file.sha256, isRecording: file.isRecording) {
                (offset, count) throws(DeliveryError) in
                do throws(JournalError) {
                    return try media.read(at: offset, count: count)
                } catch {
                    throw Self.translated(error)
                }
            }
        }
    }

    /// Keeps the quarantine and, the first time, appends an entry about it; unless the refused entry is itself such an
    /// entry: a receiver that does not know the kind would otherwise be answered with ever more of it.
    public func quarantine(
        _ seq: Int64, in lane: Lane, by destination: String, reason: DeliveryError
    ) async throws(DeliveryError) {
        let known = try translating { () throws(JournalError) in
            try journal.reader.quarantine(of: destination, seq: seq)
        }.first { $0.lane == lane }
        let entry = try entries(numbered: [seq]).first
        let record = QuarantineRecord(
            destination: destination, seq: seq, lane: lane, code: reason.code.rawValue, reason: reason.cause,
            state: known?.state == .dropped ? .dropped : .held, refused: clock.reading().utc)
        if known == nil, entry?.kind != .deliveryQuarantined {
            // First, so that a crash in between tells of it twice rather than never.
            try await append(
                .deliveryQuarantined, camera: entry?.camera,
                payload: [
                    "destination": .string(destination), "seq": .integer(seq), "lane": .string(lane.rawValue),
                    "code": .string(reason.code.rawValue), "reason": .string(reason.cause),
                ])
        }
        try translating { () throws(JournalError) in try journal.keep(record) }
    }

    /// How much a destination refuses, and the newest of it.
    public func quarantined(
        by destination: String, newest limit: Int
    ) throws(DeliveryError) -> (count: Int, newest: [QuarantineRecord]) {
        try translating { () throws(JournalError) in
            try journal.reader.openQuarantine(of: destination, newest: limit)
        }
    }

    /// Forgets a quarantine.
    public func release(_ seq: Int64, in lane: Lane, by destination: String) throws(DeliveryError) {
        try translating { () throws(JournalError) in
            try journal.releaseQuarantine(of: destination, seq: seq, lane: lane)
        }
    }

    /// Appends an entry.
    public func append(
        _ kind: EntryKind, camera: String?, payload: [String: CanonicalValue]
    ) async throws(DeliveryError) {
        let draft = EntryDraft(kind: kind, camera: camera, time: clock.reading(), payload: .object(payload))
        do { _ = try await journal.append(draft) } catch { throw Self.translated(error) }
    }

    private func translating<Value>(_ body: () throws(JournalError) -> Value) throws(DeliveryError) -> Value {
        do { return try body() } catch { throw Self.translated(error) }
    }

    private static func translated(_ error: JournalError) -> DeliveryError {
        DeliveryError(
            .journal, place: "the journal", cause: "\(error)", mend: "delivery goes on when the journal works again")
    }
}
