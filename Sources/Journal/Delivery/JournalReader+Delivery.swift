import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// How far each destination has come.
extension JournalReader {
    /// The cursors of `destination`: up to where everything of a lane is settled. A lane that never moved is left out.
    public func cursors(of destination: String) throws(JournalError) -> [Lane: Int64] {
        try read { try Self.cursors(of: destination, $0) }
    }

    /// The cursors of all destinations that ever moved one.
    public func cursors() throws(JournalError) -> [String: [Lane: Int64]] {
        try read { database in
            var cursors: [String: [Lane: Int64]] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT destination, lane, seq FROM cursor") {
                guard let lane = Lane(rawValue: row["lane"]) else { continue }
                cursors[row["destination"], default: [:]][lane] = row["seq"]
            }
            return cursors
        }
    }

    static func cursors(of destination: String, _ database: Database) throws -> [Lane: Int64] {
        let statement = try database.cachedStatement(sql: "SELECT lane, seq FROM cursor WHERE destination = ?")
        var cursors: [Lane: Int64] = [:]
        for row in try Row.fetchAll(statement, arguments: [destination]) {
            guard let lane = Lane(rawValue: row["lane"]) else { continue }
            cursors[lane] = row["seq"]
        }
        return cursors
    }

    /// The newest receipt of `destination`; `nil` if it never gave one.
    public func newestReceipt(of destination: String) throws(JournalError) -> StoredReceipt? {
        try receipts("WHERE destination = ? ORDER BY size DESC LIMIT 1", [destination]).first
    }

    /// For each destination the first receipt that covers entry `seq`, in the order of their names.
    public func receipts(covering seq: Int64) throws(JournalError) -> [StoredReceipt] {
        try receipts(
            """
            r WHERE size = (SELECT min(size) FROM receipt WHERE destination = r.destination AND size >= ?)
            ORDER BY destination
            """, [seq])
    }

    private func receipts(_ which: String, _ arguments: StatementArguments) throws(JournalError) -> [StoredReceipt] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT destination, size, note, signed, key, received FROM receipt \(which)")
            return try Row.fetchAll(statement, arguments: arguments).map { row in
                let (destination, size): (String, Int64) = (row["destination"], row["size"])
                do {
                    return StoredReceipt(
                        destination: destination, size: size,
                        note: try SignedNote(parsing: String(decoding: row["note"] as Data, as: UTF8.self)),
                        signed: UInt64(clamping: row["signed"] as Int64), key: row["key"],
                        received: UTCTime(nanoseconds: row["received"]))
                } catch {
                    throw JournalError.corrupt(
                        paths.database,
                        cause: "the receipt of '\(destination)' for size \(size) cannot be read (\(error))")
                }
            }
        }
    }

    /// What destinations refuse, in the order of destination and entry; of one destination, if it is named.
    public func quarantine(
        of destination: String? = nil, seq: Int64? = nil
    ) throws(JournalError) -> [QuarantineRecord] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM quarantine WHERE (?1 IS NULL OR destination = ?1) AND (?2 IS NULL OR seq = ?2)
                    ORDER BY destination, seq, lane
                    """, arguments: [destination, seq]
            ).compactMap(Self.quarantined)
        }
    }

    /// How much a destination refuses and nobody has dropped, and the newest `limit` of it, oldest first.
    public func openQuarantine(
        of destination: String, newest limit: Int
    ) throws(JournalError) -> (count: Int, newest: [QuarantineRecord]) {
        try read { database in
            let open = "FROM quarantine WHERE destination = ? AND state <> 'dropped'"
            let count = try Int.fetchOne(database, sql: "SELECT count(*) \(open)", arguments: [destination])
            let rows = try Row.fetchAll(
                database, sql: "SELECT * \(open) ORDER BY seq DESC, lane DESC LIMIT ?", arguments: [destination, limit])
            return (count ?? 0, rows.reversed().compactMap(Self.quarantined))
        }
    }

    private static func quarantined(_ row: Row) -> QuarantineRecord? {
        guard let lane = Lane(rawValue: row["lane"]), let state = QuarantineRecord.State(rawValue: row["state"])
        else { return nil }
        return QuarantineRecord(
            destination: row["destination"], seq: row["seq"], lane: lane, code: row["code"], reason: row["reason"],
            state: state, refused: UTCTime(nanoseconds: row["refused"]))
    }

    /// The pause of `destination`, over or not; `nil` if there is none.
    public func pause(of destination: String) throws(JournalError) -> DeliveryPause? {
        try read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT until, reason FROM pause WHERE destination = ?", arguments: [destination])
            return row.map { DeliveryPause(until: UTCTime(nanoseconds: $0["until"]), reason: $0["reason"]) }
        }
    }
}
