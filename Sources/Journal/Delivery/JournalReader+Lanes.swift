import Foundation
import GRDB
public import MerkleLog

/// The journal as the lanes of a destination see it.
extension JournalReader {
    /// How many rows one page of a lane that wants few of them looks at.
    static let scanSpan: Int64 = 20_000

    /// The kinds of alarms that a person may need help for.
    public static let assistanceKinds: Set<String> = ["immobility"]

    /// Entries of a lane behind `after`, at most `limit`; see ``Lane``. For `routine` it is every entry, whatever lanes
    /// it is in besides.
    ///
    /// Assistance is what belongs to an alarm of ``assistanceKinds``; alarm is openings, changes and ends of all other
    /// alarms, and the summaries of storms.
    public func page(of lane: Lane, after: Int64, limit: Int) throws(JournalError) -> LanePage {
        let assistance = Self.assistanceKinds.sorted().map { "'\($0)'" }.joined(separator: ",")
        // The names of columns and the unary + keep SQLite on the one way that is linear: along `seq`.
        let condition =
            switch lane {
            case .assistance: "e.event IS NOT NULL AND v.alarm_kind IN (\(assistance))"
            case .alarm:
                """
                (+e.kind IN ('event.opened', 'event.updated', 'event.closed')
                    AND (v.alarm_kind IS NULL OR v.alarm_kind NOT IN (\(assistance))) OR +e.kind = 'delivery.summarised')
                """
            case .routine: "1"
            case .snapshots: "+e.kind = 'event.snapshot'"
            case .recordings: "+e.kind = 'event.recording'"
            }
        let join = lane == .assistance || lane == .alarm ? "LEFT JOIN event v ON v.id = e.event" : ""
        let sql = """
            SELECT e.seq, e.record, p.salt, p.body FROM entry e \(join) LEFT JOIN payload p ON p.seq = e.seq
            WHERE e.seq > ?1 AND e.seq <= ?2 AND \(condition) ORDER BY e.seq LIMIT ?3
            """
        return try read { database in
            let head = try Int64.fetchOne(try database.cachedStatement(sql: "SELECT max(seq) FROM entry")) ?? 0
            let bound = Self.bounded(limit)
            let end = min(head, after + (lane == .routine ? Int64(bound) : Self.scanSpan))
            guard end > after, bound > 0 else { return LanePage(entries: [], scannedThrough: after) }
            let entries = try entries(sql, [after, end, bound], database)
            let isCut = entries.count == bound
            return LanePage(entries: entries, scannedThrough: isCut ? entries.last?.seq ?? end : end)
        }
    }

    /// The entries with these numbers that there are, in the order of `seq`.
    public func entries(numbered seqs: [Int64]) throws(JournalError) -> [Entry] {
        let list = "[\(seqs.prefix(Self.largestLimit).map(String.init).joined(separator: ","))]"
        return try read { database in
            try entries(
                """
                SELECT e.seq, e.record, p.salt, p.body FROM json_each(?) j CROSS JOIN entry e ON e.seq = j.value
                    LEFT JOIN payload p ON p.seq = e.seq
                ORDER BY e.seq
                """, [list], database)
        }
    }

    private func entries(_ sql: String, _ arguments: StatementArguments, _ database: Database) throws -> [Entry] {
        let rows = try Row.fetchCursor(try database.cachedStatement(sql: sql), arguments: arguments)
        var entries: [Entry] = []
        while let row = try rows.next() { entries.append(try entry(row)) }
        return entries
    }

    /// The newest checkpoint of at most `size` entries; `nil` if there is none.
    public func newestCheckpoint(upTo size: Int64) throws(JournalError) -> SignedNote? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT size, note FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1")
            guard let row = try Row.fetchOne(statement, arguments: [size]) else { return nil }
            do {
                return try SignedNote(parsing: String(decoding: row["note"] as Data, as: UTF8.self))
            } catch {
                throw JournalError.corrupt(
                    paths.database, cause: "the checkpoint of size \(row["size"] as Int64) cannot be read (\(error))")
            }
        }
    }

    /// The file that entry `seq` tells of; `nil` if it tells of none, or of one that was never there.
    public func file(ofEntry seq: Int64) throws(JournalError) -> EventFile? {
        try read { database in
            let row = try Row.fetchOne(
                try database.cachedStatement(
                    sql: """
                        SELECT seq, event, path, bytes, sha256, NULL AS frame_index, erased FROM snapshot WHERE seq = ?1
                        UNION ALL
                        SELECT entry, event, path, bytes, sha256, coalesce(frame_index, x''), erased FROM recording
                        WHERE entry = ?1
                        """), arguments: [seq])
            return row.map { row in
                EventFile(
                    entry: row[0], event: row[1], path: row[2], bytes: row[3],
                    sha256: (row[4] as Data?).map { Array($0) } ?? [], index: (row[5] as Data?).map { Array($0) },
                    erased: row[6])
            }
        }
    }
}
