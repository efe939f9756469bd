import FoundationEssentials
import GRDB
public import MerkleLog

extension SQLiteLedgerStore {
    /// All logs.
    public func logs() throws(LedgerError) -> [StoredLog] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM log ORDER BY source").map { try self.log($0, database) }
        }
    }

    private func log(_ row: Row, _ database: Database) throws -> StoredLog {
        let source: String = row["source"]
        func damaged(_ what: String) -> LedgerError {
            LedgerError(
                .corrupt, place: "\(path), log \(source)", cause: what,
                mend: "Stop the ledger and put a backup in its place; sites fill in what it lacks")
        }
        guard let origin = LogOrigin(parsing: source) else { throw damaged("its name is none of a log") }
        guard row["complete"] <= EntryNumber.largest,
            let tree = LogTree(size: row["complete"], frontier: Array(row["frontier"] as Data))
        else {
            throw damaged("its tree does not fit its size")
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT seq, vkey, standing FROM log_key WHERE log = ? ORDER BY seq",
            arguments: [row["id"] as Int64])
        let keys = try rows.map { row -> LogKey in
            guard let standing = LogKey.Standing(rawValue: row["standing"]) else {
                throw damaged("a key has no standing")
            }
            return LogKey(seq: row["seq"], key: try NoteKey(parsing: row["vkey"]), standing: standing)
        }
        var witnessed: Witnessed?
        if let size = row["witnessed_size"] as Int64? {
            guard let root = (row["witnessed_root"] as Data?).flatMap({ TreeHash(bytes: $0) }),
                let time = (row["witnessed_time"] as Int64?).flatMap({ UInt64(exactly: $0) }),
                let note = row["witnessed_note"] as String?
            else { throw damaged("what was cosigned last is not whole") }
            witnessed = Witnessed(size: size, root: root, time: time, note: note)
        }
        return StoredLog(
            log: SiteLog(
                origin: origin, tree: tree, reach: row["reach"], newest: row["newest"], count: row["entries"],
                keys: keys, witnessed: witnessed),
            heard: row["heard"])
    }

    /// The leaves of those of the numbers that are stored.
    public func leaves(of source: String, at seqs: [Int64]) throws(LedgerError) -> [Int64: TreeHash] {
        guard !seqs.isEmpty else { return [:] }
        return try read { database in
            guard let log = try self.number(of: source, database) else { return [:] }
            let statement = try database.cachedStatement(sql: "SELECT leaf FROM entry WHERE log = ? AND seq = ?")
            var leaves: [Int64: TreeHash] = [:]
            for seq in seqs {
                if let leaf = try Data.fetchOne(statement, arguments: [log, seq]) {
                    leaves[seq] = TreeHash(bytes: leaf)
                }
            }
            return leaves
        }
    }

    /// The leaves from a number on, as far as they follow without a gap.
    public func leaves(of source: String, from seq: Int64, limit: Int) throws(LedgerError) -> [TreeHash] {
        try read { database in
            guard let log = try self.number(of: source, database) else { return [] }
            let statement = try database.cachedStatement(
                sql: "SELECT seq, leaf FROM entry WHERE log = ? AND seq >= ? ORDER BY seq LIMIT ?")
            var leaves: [TreeHash] = []
            let rows = try Row.fetchCursor(statement, arguments: [log, seq, limit])
            while let row = try rows.next() {
                guard row["seq"] == seq + Int64(leaves.count), let leaf = TreeHash(bytes: row["leaf"] as Data) else {
                    break
                }
                leaves.append(leaf)
            }
            return leaves
        }
    }

    /// The nodes that a leaf completes.
    public func nodes(of source: String, completedBy seq: Int64) throws(LedgerError) -> [UInt8]? {
        try read { database in
            guard let log = try self.number(of: source, database) else { return nil }
            let statement = try database.cachedStatement(sql: "SELECT nodes FROM subtree WHERE log = ? AND seq = ?")
            return try Data.fetchOne(statement, arguments: [log, seq]).map { Array($0) }
        }
    }

    private static let entryColumns = "seq, kind, camera, time, record, payload, salt, extra, leaf"

    private static func entry(_ row: Row) -> StoredEntry {
        StoredEntry(
            entry: LedgerEntry(
                seq: row["seq"], kind: row["kind"], camera: row["camera"], time: row["time"],
                record: Array(row["record"] as Data), payload: (row["payload"] as Data?).map { Array($0) },
                salt: (row["salt"] as Data?).map { Array($0) }, extra: (row["extra"] as Data?).map { Array($0) }),
            leaf: Array(row["leaf"] as Data))
    }

    /// One entry.
    public func entry(of source: String, seq: Int64) throws(LedgerError) -> StoredEntry? {
        try read { database in
            guard let log = try self.number(of: source, database) else { return nil }
            let statement = try database.cachedStatement(
                sql: "SELECT \(Self.entryColumns) FROM entry WHERE log = ? AND seq = ?")
            return try Row.fetchOne(statement, arguments: [log, seq]).map(Self.entry)
        }
    }

    /// Entries after a number, in order.
    public func entries(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [StoredEntry] {
        try read { database in
            guard let log = try self.number(of: source, database) else { return [] }
            let statement = try database.cachedStatement(
                sql: "SELECT \(Self.entryColumns) FROM entry WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?")
            return try Row.fetchAll(statement, arguments: [log, seq, limit]).map(Self.entry)
        }
    }

    private static func file(_ row: Row) -> LedgerFile {
        LedgerFile(
            seq: row["seq"], path: row["path"], mediaType: row["media_type"], bytes: row["bytes"],
            sha256: Array(row["sha256"] as Data), have: row["have"], completed: row["completed"])
    }

    /// What is there of the file that an entry tells of.
    public func file(of source: String, seq: Int64) throws(LedgerError) -> LedgerFile? {
        try read { database in
            guard let log = try self.number(of: source, database) else { return nil }
            let statement = try database.cachedStatement(sql: "SELECT * FROM file WHERE log = ? AND seq = ?")
            return try Row.fetchOne(statement, arguments: [log, seq]).map(Self.file)
        }
    }

    /// Files after a number, in order.
    public func files(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [LedgerFile] {
        try read { database in
            guard let log = try self.number(of: source, database) else { return [] }
            return try Row.fetchAll(
                database, sql: "SELECT * FROM file WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?",
                arguments: [log, seq, limit]
            ).map(Self.file)
        }
    }

    /// Receipts, the last of each day.
    public func receipts(of source: String) throws(LedgerError) -> [Witnessed] {
        try read { database in
            guard let log = try self.number(of: source, database) else { return [] }
            let rows = try Row.fetchAll(
                database, sql: "SELECT size, root, time, note FROM receipt WHERE log = ? ORDER BY day", arguments: [log]
            )
            return try rows.map { row in
                guard let root = TreeHash(bytes: row["root"] as Data), let time = UInt64(exactly: row["time"] as Int64)
                else {
                    throw LedgerError(
                        .corrupt, place: "\(path), log \(source)", cause: "a receipt has no root or no time",
                        mend: "Stop the ledger and put a backup in its place; sites fill in what it lacks")
                }
                return Witnessed(size: row["size"], root: root, time: time, note: row["note"])
            }
        }
    }

    /// Receipts that a person said were signed while the ledger's clock was ahead.
    public func aheadReceipts() throws(LedgerError) -> Set<AheadReceipt> {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT source, size, time FROM ahead_receipt JOIN log ON log.id = ahead_receipt.log")
            return Set(
                rows.map { row in
                    AheadReceipt(source: row["source"], size: row["size"], time: UInt64(clamping: row["time"] as Int64))
                })
        }
    }

    /// Alarms, in the order in which they were raised.
    public func alarms(includingEnded: Bool) throws(LedgerError) -> [LedgerAlarm] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM alarm\(includingEnded ? "" : " WHERE ended IS NULL") ORDER BY id")
            return rows.compactMap { row in
                AlarmKind(rawValue: row["kind"]).map {
                    LedgerAlarm(
                        id: row["id"], source: row["source"], kind: $0, raised: row["raised"], seen: row["seen"],
                        count: row["count"], detail: row["detail"], ended: row["ended"], ending: row["ending"])
                }
            }
        }
    }
}
