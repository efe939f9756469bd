import FoundationEssentials
import GRDB
import MerkleLog
import Synchronization

extension SQLiteLedgerStore {
    /// Stores changes in one transaction.
    public func commit(_ changes: [LedgerChange]) throws(LedgerError) {
        do {
            try database.write { database in
                for change in changes { try self.apply(change, database) }
            }
        } catch {
            // A number that was learned in a transaction that did not happen is none.
            numbers.withLock { $0.removeAll() }
            throw .database(error, path, doing: "commit")
        }
    }

    /// Ends an alarm by a person's word.
    public func end(alarm: Int64, at time: Int64, reason: String) throws(LedgerError) -> Bool {
        do {
            return try database.write { database in
                try database.execute(
                    sql: "UPDATE alarm SET ended = ?, ending = ? WHERE id = ? AND ended IS NULL",
                    arguments: [time, reason, alarm])
                return database.changesCount > 0
            }
        } catch {
            throw .database(error, path, doing: "end the alarm")
        }
    }

    /// Takes a person's word that the present clock is right.
    public func acceptClock(at time: Int64, reason: String) throws(LedgerError) -> [AheadReceipt] {
        let now = time / 1_000_000_000
        do {
            return try database.write { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT id, source, witnessed_size, witnessed_time FROM log WHERE witnessed_time > ?
                            AND NOT EXISTS (SELECT 1 FROM ahead_receipt WHERE log = log.id AND size = witnessed_size
                                AND time = witnessed_time)
                        ORDER BY source
                        """, arguments: [now])
                let times = rows.map { $0["witnessed_time"] as Int64 }
                guard let newest = times.max(), newest - now > Int64(ReceiptClock.tolerance) else { return [] }
                for row in rows {
                    try database.execute(
                        sql: "INSERT INTO ahead_receipt (log, size, time, accepted, reason) VALUES (?, ?, ?, ?, ?)",
                        arguments: [
                            row["id"] as Int64, row["witnessed_size"] as Int64, row["witnessed_time"] as Int64, time,
                            reason,
                        ])
                }
                try database.execute(
                    sql: "UPDATE alarm SET ended = ?, ending = ? WHERE kind = ? AND ended IS NULL",
                    arguments: [time, reason, AlarmKind.clock.rawValue])
                return rows.map { row in
                    AheadReceipt(
                        source: row["source"], size: row["witnessed_size"],
                        time: UInt64(clamping: row["witnessed_time"] as Int64))
                }
            }
        } catch {
            throw .database(error, path, doing: "accept the clock")
        }
    }

    private func apply(_ change: LedgerChange, _ database: Database) throws {
        switch change {
        case .log(let log, let heard): try store(log, heard, database)
        case .entries(let entries, let source, let lane, let received):
            try store(entries, try required(source, database), lane, received, database)
        case .subtrees(let rows, let source):
            let log = try required(source, database)
            let statement = try database.cachedStatement(
                sql: "INSERT INTO subtree (log, seq, nodes) VALUES (?, ?, ?)")
            for row in rows { try statement.execute(arguments: [log, row.seq, Data(row.nodes)]) }
        case .keys(let keys, let source):
            let log = try required(source, database)
            try database.execute(sql: "DELETE FROM log_key WHERE log = ?", arguments: [log])
            for key in keys {
                try database.execute(
                    sql: "INSERT INTO log_key (log, seq, vkey, standing) VALUES (?, ?, ?, ?)",
                    arguments: [log, key.seq, key.key.description, key.standing.rawValue])
            }
        case .receipt(let receipt, let source):
            try database.execute(
                sql: "INSERT OR REPLACE INTO receipt (log, day, size, root, time, note) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    try required(source, database), Int64(receipt.time / 86_400), receipt.size,
                    Data(receipt.root.bytes),
                    Int64(receipt.time), receipt.note,
                ])
        case .file(let file, let source):
            try store(file, try required(source, database), database)
        case .alarm(let notice, let source, let time):
            try database.execute(
                sql: """
                    INSERT INTO alarm (source, kind, raised, seen, count, detail) VALUES (?, ?, ?, ?, 1, ?)
                    ON CONFLICT (source, kind) WHERE ended IS NULL
                    DO UPDATE SET seen = excluded.seen, count = count + 1, detail = excluded.detail
                    """,
                arguments: [source, notice.kind.rawValue, time, time, notice.detail])
        case .end(let kind, let source, let time, let reason):
            try database.execute(
                sql: "UPDATE alarm SET ended = ?, ending = ? WHERE source = ? AND kind = ? AND ended IS NULL",
                arguments: [time, reason, source, kind.rawValue])
        }
    }

    private func required(_ source: String, _ database: Database) throws -> Int64 {
        guard let number = try number(of: source, database) else {
            throw LedgerError(
                .refused, place: path, cause: "there is no log '\(source)'", mend: "Report this with the log")
        }
        return number
    }

    private func store(_ log: SiteLog, _ heard: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO log (source, complete, frontier, reach, newest, entries, heard, witnessed_size,
                    witnessed_root, witnessed_time, witnessed_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (source) DO UPDATE SET complete = excluded.complete, frontier = excluded.frontier,
                    reach = excluded.reach, newest = excluded.newest, entries = excluded.entries, heard = excluded.heard,
                    witnessed_size = excluded.witnessed_size, witnessed_root = excluded.witnessed_root,
                    witnessed_time = excluded.witnessed_time, witnessed_note = excluded.witnessed_note
                """)
        let witnessed = log.witnessed
        try statement.execute(arguments: [
            log.origin.description, log.complete, Data(log.tree.frontier), log.reach, log.newest, log.count, heard,
            witnessed?.size, (witnessed?.root.bytes).map { Data($0) }, (witnessed?.time).map { Int64($0) },
            witnessed?.note,
        ])
    }

    private func store(
        _ entries: [LedgerEntry], _ log: Int64, _ lane: Lane, _ received: Int64, _ database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO entry (log, seq, leaf, kind, camera, time, record, payload, salt, extra, lane, received)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for entry in entries {
            try statement.execute(arguments: [
                log, entry.seq, Data(entry.leaf.bytes), entry.kind, entry.camera, entry.time, Data(entry.record),
                entry.payload.map { Data($0) }, entry.salt.map { Data($0) }, entry.extra.map { Data($0) },
                lane.rawValue, received,
            ])
        }
    }

    private func store(_ file: LedgerFile, _ log: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO file (log, seq, path, media_type, bytes, sha256, have, completed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                log, file.seq, file.path, file.mediaType, file.bytes, Data(file.sha256), file.have, file.completed,
            ])
    }
}
