import Crypto
import Journal
import MerkleLog
import Timekeeping

/// What a bundle of evidence is made of, as it was read at one moment.
struct EvidenceContent: Sendable {
    /// How many entries one bundle holds at most.
    static let largestCount = 20_000
    /// How many events one bundle tells of at most.
    static let mostEvents = 100
    /// How many files one bundle holds at most; each is an open descriptor.
    static let mostFiles = 400

    let origin: LogOrigin
    let events: [Int64]
    /// Every entry of the events, in the order of the log.
    let entries: [Entry]
    /// Every entry about the log's keys, in the order of the log.
    let keyEntries: [Entry]
    let files: [EvidenceFile]
    /// What is made for the bundle and stands in no other entry: README, script, indexes; by path.
    let made: [(path: String, bytes: [UInt8])]

    /// Reads everything about some events; the files are read to their ends.
    ///
    /// - Throws: `JournalError`, code `refused`, if there is no such event, or it is too much for one bundle.
    init(of events: [Int64], from reader: JournalReader) throws {
        self.events = events
        origin = try reader.origin()
        var entries: [Entry] = []
        var files: [EvidenceFile] = []
        var openings: [Int64: Entry] = [:]
        for event in events {
            guard try reader.event(id: event) != nil else {
                throw JournalError(
                    code: .refused, place: "event \(event)", cause: "there is no such event",
                    mend: "Give numbers of events, as `karaulactl events` shows them after #")
            }
            let own = try Self.all(matching: EntryFilter(event: event), from: reader)
            openings[event] = own.first
            entries += own
            let telling = own.filter { $0.kind == .eventSnapshot || $0.kind == .eventRecording }
            guard entries.count <= Self.largestCount, files.count + telling.count <= Self.mostFiles else {
                throw JournalError(
                    code: .refused, place: "the export",
                    cause: "the events have more than \(Self.largestCount) entries or \(Self.mostFiles) files",
                    mend: "Export fewer events at a time")
            }
            let rows = Dictionary(try reader.files(of: event).map { ($0.entry, $0) }) { first, _ in first }
            files += telling.compactMap { entry in
                EvidenceFile(rows[entry.seq], of: entry, in: event, from: reader)
            }
        }
        self.entries = entries.sorted { $0.seq < $1.seq }
        keyEntries = try Self.all(matching: EntryFilter(kinds: [.keyCreated, .keyRotated]), from: reader)
        self.files = files
        var made: [(path: String, bytes: [UInt8])] = [
            ("README.md", Array(EvidenceReadme.text(origin: origin, events: events).utf8)),
            ("verify.sh", Array(EvidenceScript.text.utf8)),
        ]
        for file in files where file.index != nil {
            made.append(("\(file.path).index.jsonl", Self.index(of: file, time: openings[file.event]?.time)))
        }
        self.made = made
    }

    private static func all(matching filter: EntryFilter, from reader: JournalReader) throws -> [Entry] {
        var entries: [Entry] = []
        while entries.count <= largestCount {
            let page = try reader.entries(after: entries.last?.seq ?? 0, limit: 1000, matching: filter)
            entries += page
            if page.count < 1000 { break }
        }
        return entries
    }

    /// The index as lines of JSON: where each frame lies, and when it was taken, by the clock's reading at the event's
    /// beginning.
    private static func index(of file: EvidenceFile, time: TimeReading?) -> [UInt8] {
        var lines: [UInt8] = []
        for (number, frame) in zip(1..., file.frames) {
            var members: [String: CanonicalValue] = [
                "frame": .integer(Int64(number)), "offset": .integer(frame.offset),
                "length": .integer(Int64(frame.length)),
            ]
            if let timestamp = frame.timestamp {
                members["mono"] = .string(String(timestamp))
                if let time {
                    let utc = time.utc.nanoseconds &+ (timestamp &- time.monotonic.nanoseconds)
                    members["utc"] = .string(UTCTime(nanoseconds: utc).rfc3339)
                }
            }
            lines += CanonicalValue.object(members).canonicalBytes + [0x0A]
        }
        return lines
    }

    /// What the entry says that tells of the export: everything in the bundle that no other entry vouches for, so that
    /// nothing can be added to it or taken out of it unseen.
    func details(reason: String, by peer: Peer, host: String, version: String) -> [String: CanonicalValue] {
        [
            "who": peer.value, "reason": .string(reason), "host": .string(host), "site": .string(origin.description),
            "version": .string(version), "format": 1, "events": .array(events.map(CanonicalValue.integer)),
            "entries": .array(
                Self.ranges(entries.map(\.seq)).map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
            "keys": .array(keyEntries.map { .integer($0.seq) }),
            "erased": .array(entries.filter { $0.salt == nil }.map { .integer($0.seq) }),
            "left_out": .array(
                files.flatMap { file in
                    [(file.path, file.cause), ("\(file.path).index", file.indexCause)].compactMap { path, cause in
                        cause.map { cause in
                            ["path": .string(path), "entry": .integer(file.entry), "cause": .string(cause)]
                        }
                    }
                }),
            "files": .object(
                Dictionary(
                    made.map { ($0.path, .string(Hexadecimal.text(Array(SHA256.hash(data: $0.bytes))))) }
                ) { first, _ in first }),
        ]
    }

    private static func ranges(_ numbers: [Int64]) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound == number - 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges
    }
}
