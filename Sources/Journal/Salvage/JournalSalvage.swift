import Foundation
import GRDB
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
    /// - Throws: ``JournalError`` if the file cannot be read.
    public init(path: String) throws(JournalError) {
        guard try Disk.kind(of: path) == .file else {
            throw JournalError(
                code: .missing, place: path, cause: "there is no such file",
                mend: "Give the database that was set aside: journal.sqlite.damaged-…")
        }
        try readRows(path)
        for file in [path, "\(path)-wal"] where try Disk.kind(of: file) == .file { try carve(file) }
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

    private mutating func readRows(_ path: String) throws(JournalError) {
        // On a copy: SQLite recovers a write-ahead log into the file it opens.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "karaula-salvage-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }  // a copy that nobody needs
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let copy = folder.appendingPathComponent("journal.sqlite").path
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
                mend: "Free space in the folder for temporary files, or name another one in TMPDIR")
        }
    }

    private mutating func walk(_ database: Database) {
        // Each of these may meet a damaged page; what follows tries again behind it.
        func number(_ sql: String) -> Int64? { (try? Int64.fetchOne(database, sql: sql)) ?? nil }
        guard let first = number("SELECT seq FROM entry ORDER BY seq LIMIT 1") ?? Optional(1) else { return }
        let last = number("SELECT seq FROM entry ORDER BY seq DESC LIMIT 1") ?? first + 10_000_000
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
                seq = (rows.last?["seq"] ?? seq) + 1
            } catch {
                failures += 1
                let statement =
                    "SELECT e.seq, e.record, p.salt, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq"
                for one in seq..<min(seq + 64, last + 1) {
                    if let row = try? Row.fetchOne(database, sql: "\(statement) WHERE e.seq = ?", arguments: [one]) {
                        take(row)  // else: the page is damaged; carving may find the record
                    }
                }
                seq += 64
            }
        }
    }

    private mutating func take(_ row: Row) {
        guard let record = row["record"] as Data?, let seq = row["seq"] as Int64? else { return }
        var payload: ([UInt8], [UInt8])?
        if let salt = row["salt"] as Data?, let body = row["body"] as Data? { payload = (Array(salt), Array(body)) }
        add(Array(record), payload: payload, isFromRow: true, under: seq)
    }

    private mutating func add(
        _ bytes: [UInt8], payload: (salt: [UInt8], body: [UInt8])?, isFromRow: Bool, under row: Int64?
    ) {
        guard let record = EntryRecord(bytes: bytes), record.seq > 0, row == nil || row == record.seq else { return }
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

    private static let saltBytes = 16

    private mutating func carve(_ path: String) throws(JournalError) {
        var bytes: [UInt8] = []
        try Disk.read(path, pieces: 1 << 20) { piece in
            bytes.append(contentsOf: piece)
            return true
        }
        let objects = JSONCarver.objects(in: bytes)
        for range in objects { add(Array(bytes[range]), payload: nil, isFromRow: false, under: nil) }
        for range in objects where range.lowerBound >= Self.saltBytes {
            let body = Array(bytes[range])
            let salt = Array(bytes[(range.lowerBound - Self.saltBytes)..<range.lowerBound])
            guard let seq = digests[EntryRecord.digest(salt: salt, payload: body)], entries[seq]?.payload == nil else {
                continue
            }
            entries[seq]?.payload = (salt, body)
        }
    }
}
