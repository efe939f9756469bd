import Foundation
import GRDB
import Glibc
public import MerkleLog

/// Reads from a damaged database whatever can still be read, and proves what it can of it.
///
/// First row by row, stepping over what SQLite refuses; then byte by byte through the file: a record in canonical form is
/// recognised wherever it stands, and a payload by the digest in its record. Invariants: the damaged files are only read;
/// no entry is made up; what is written says how it was found and what proves it.
public struct JournalSalvage {
    /// One entry that was found.
    public struct Found: Sendable, Hashable {
        /// The entry's number.
        public var seq: Int64
        /// The record's canonical bytes.
        public var record: [UInt8]
        /// Salt and canonical bytes of the payload; `nil` if they were not found, or erased.
        public var payload: (salt: [UInt8], body: [UInt8])?
        /// Whether its row could be read, and not only its bytes be recognised.
        public var isFromRow: Bool

        /// Whether both tell the same entry, found in the same way.
        public static func == (left: Found, right: Found) -> Bool {
            left.seq == right.seq && left.record == right.record && left.payload?.body == right.payload?.body
                && left.isFromRow == right.isFromRow
        }

        /// Hashes what names the entry.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(seq)
            hasher.combine(record)
        }
    }

    /// The entries that were found, by number.
    public private(set) var entries: [Int64: Found] = [:]
    /// Numbers under which more than one record was found; the one from a row, or the first, is kept.
    public private(set) var contradictions: Set<Int64> = []
    private var digests: [[UInt8]: Int64] = [:]

    /// Reads the database file at `path`, and its write-ahead log beside it if there is one.
    ///
    /// - Parameter workspace: an existing folder in which a copy is made that only its owner can read, and removed again;
    ///   `nil` for the one for temporary files.
    /// - Throws: ``JournalError`` if the file cannot be read.
    public init(path: String, workspace: String? = nil) throws(JournalError) {
        guard try Disk.kind(of: path) == .file else {
            throw JournalError(
                code: .missing, place: path, cause: "there is no such file",
                mend: "Give the database that was set aside: journal.sqlite.damaged-…")
        }
        try readRows(path, in: workspace ?? FileManager.default.temporaryDirectory.path)
        // A record may stand behind its payload, or in the other file: payloads are looked for when all records are known.
        var files: [String] = []
        for file in [path, "\(path)-wal"] where try Disk.kind(of: file) == .file { files.append(file) }
        for file in files {
            try ObjectWindows.forEach(in: file) { _, object in
                add(Array(object), payload: nil, isFromRow: false, under: nil)
            }
        }
        for file in files { try ObjectWindows.forEach(in: file) { salt, object in addPayload(salt, object) } }
    }

    /// How many payloads were found.
    public var payloads: Int { entries.values.count { $0.payload != nil } }

    /// The ranges of numbers, from 1 to the last found, of which nothing was found.
    public var missing: [ClosedRange<Int64>] {
        var gaps: [ClosedRange<Int64>] = []
        var next: Int64 = 1
        for seq in entries.keys.sorted() {
            if seq > next { gaps.append(next...(seq - 1)) }
            next = max(next, seq + 1)
        }
        return gaps
    }

    /// The largest of `checkpoints` with which the entries agree; `nil` if none is proven.
    public func proven(by checkpoints: [Checkpoint]) -> Checkpoint? {
        var tree = MerkleTree()
        var best: Checkpoint?
        let sorted = checkpoints.sorted { $0.size < $1.size }
        for checkpoint in sorted {
            while tree.size < checkpoint.size {
                guard let entry = entries[tree.size + 1] else { return best }
                tree.append(.leaf(of: entry.record))
            }
            if tree.root == checkpoint.root { best = checkpoint }
        }
        return best
    }

    /// The entries as JSON Lines, in order: `found` ("row" or "bytes"), `payload`, `record`, `salt`.
    public var lines: [String] {
        entries.values.sorted { $0.seq < $1.seq }.map { entry in
            let payload = entry.payload.map { String(decoding: $0.body, as: UTF8.self) } ?? "null"
            let salt = entry.payload.map { "\"\(Hexadecimal.text($0.salt))\"" } ?? "null"
            let record = String(decoding: entry.record, as: UTF8.self)
            return
                "{\"found\":\"\(entry.isFromRow ? "row" : "bytes")\",\"payload\":\(payload),\"record\":\(record),\"salt\":\(salt)}"
        }
    }

    // MARK: Rows

    private mutating func readRows(_ path: String, in workspace: String) throws(JournalError) {
        // On a copy: SQLite recovers a write-ahead log into the file it opens. It holds all that the journal held, so the
        // folder is its owner's alone.
        let folder = "\(workspace)/karaula-salvage-\(UUID().uuidString)"
        guard mkdir(folder, 0o700) == 0 else {
            throw .system(errno, folder, doing: "make a folder for a copy that is read")
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a copy that nobody needs
        do {
            let copy = "\(folder)/journal.sqlite"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            if FileManager.default.fileExists(atPath: "\(path)-wal") {
                try FileManager.default.copyItem(atPath: "\(path)-wal", toPath: "\(copy)-wal")
            }
            let queue = try DatabaseQueue(path: copy)
            queue.inDatabase { database in walk(database) }
            try queue.close()
        } catch is DatabaseError {
            // No database any more: its bytes are looked through next.
        } catch {
            throw JournalError(
                code: .inputOutput, place: path, cause: "it cannot be copied to be read: \(error)",
                mend: "Free space for a copy of it in \(workspace)")
        }
    }

    private mutating func walk(_ database: Database) {
        // Each of these may meet a damaged page; what follows tries again behind it.
        func number(_ sql: String) -> Int64? {
            (try? Int64.fetchOne(database, sql: sql)).flatMap { $0 }  // a damaged page has no number to give
        }
        // What a damaged row gives as its number may be anything.
        let first = Self.bounded(number("SELECT seq FROM entry ORDER BY seq LIMIT 1") ?? 1)
        let last = Self.bounded(number("SELECT seq FROM entry ORDER BY seq DESC LIMIT 1") ?? first + 10_000_000)
        var seq = first
        var failures = 0
        while seq <= last, failures < 100_000 {
            do {
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT e.seq, e.record, p.salt, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq
                        WHERE e.seq >= ? ORDER BY e.seq LIMIT 64
                        """, arguments: [seq])
                if rows.isEmpty { return }
                for row in rows { take(row) }
                seq = Self.bounded(max(seq, try rows.last?.value("seq") ?? seq)) + 1
            } catch {
                failures += 1
                let statement =
                    "SELECT e.seq, e.record, p.salt, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq"
                for one in seq..<min(seq + 64, last + 1) {
                    let sql = "\(statement) WHERE e.seq = ?"
                    let row = try? Row.fetchOne(database, sql: sql, arguments: [one])  // its bytes may give the record
                    if let row = row.flatMap(\.self) { take(row) }
                }
                seq += 64
            }
        }
    }

    private mutating func take(_ row: Row) {
        // A cell of another type than was written is no part of an entry; the others may be.
        func cell<T: DatabaseValueConvertible & StatementColumnConvertible>(_ name: String) -> T? {
            try? row.value(name)  // what is no such value is no part of an entry
        }
        guard let record: Data = cell("record"), let seq: Int64 = cell("seq") else { return }
        var payload: ([UInt8], [UInt8])?
        if let salt: Data = cell("salt"), let body: Data = cell("body") { payload = (Array(salt), Array(body)) }
        add(Array(record), payload: payload, isFromRow: true, under: seq)
    }

    private mutating func add(
        _ bytes: [UInt8], payload: (salt: [UInt8], body: [UInt8])?, isFromRow: Bool, under row: Int64?
    ) {
        guard let record = EntryRecord(bytes: bytes), (1...Self.largestNumber).contains(record.seq),
            row == nil || row == record.seq
        else { return }
        let holds = payload.map { EntryRecord.digest(salt: $0.salt, payload: $0.body) == record.digest } ?? false
        if let known = entries[record.seq] {
            if known.record != bytes { contradictions.insert(record.seq) }
            return
        }
        entries[record.seq] = Found(
            seq: record.seq, record: bytes, payload: holds ? payload : nil, isFromRow: isFromRow)
        digests[record.digest] = record.seq
    }

    // MARK: Bytes

    /// No journal counts further, and what counts on from it does not overflow.
    private static let largestNumber = EntryRecord.largestInterchangeableInteger

    private static func bounded(_ seq: Int64) -> Int64 { min(max(1, seq), largestNumber) }

    private mutating func addPayload(_ salt: ArraySlice<UInt8>, _ object: ArraySlice<UInt8>) {
        let (salt, body) = (Array(salt), Array(object))
        guard let seq = digests[EntryRecord.digest(salt: salt, payload: body)], entries[seq]?.payload == nil else {
            return
        }
        entries[seq]?.payload = (salt, body)
    }
}
