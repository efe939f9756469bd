import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// Erasing, in the transaction of the entry that tells of it.
///
/// What was planned may be outdated: a hold may have come since. So everything that speaks against an erasure is asked
/// again here, where nothing can come between.
extension Batch {
    private struct Resolved {
        var rows: [(sql: String, argument: Int64)] = []
        var payloads: [Int64] = []
        var events: [Int64] = []
        var files: [String] = []
        var bytes: Int64 = 0
    }

    /// Erases what may be erased of `erasure`.
    ///
    /// - Returns: The entry that tells of it; `nil` if nothing may be erased any more.
    mutating func erase(_ erasure: Erasure) throws -> Entry? {
        let delivered = try DeliveredThrough.read(database, erasure.destinations)[erasure.retentionClass]
        var resolved = Resolved()
        for target in erasure.targets where target.retentionClass == erasure.retentionClass {
            try resolve(target, delivered, into: &resolved)
        }
        guard !resolved.files.isEmpty || !resolved.payloads.isEmpty else { return nil }
        let record = ErasureRecord(entries: Self.ranges(resolved.payloads), files: resolved.files.sorted())
        var payload = record.members
        payload["class"] = .string(erasure.retentionClass.rawValue)
        payload["reason"] = .string(erasure.reason.rawValue)
        payload["bytes"] = .integer(resolved.bytes)
        let entry = try append(
            EntryDraft(kind: .retentionErased, time: erasure.time, payload: .object(payload)), payload, nil)
        try apply(resolved, record, entry.seq)
        return entry
    }

    private func resolve(_ target: ErasureTarget, _ delivered: Int64, into resolved: inout Resolved) throws {
        switch target {
        case .recording(let id):
            try resolveFile(
                "SELECT path, bytes FROM recording m WHERE id = ? AND erased IS NULL AND state <> 'open' AND",
                "UPDATE recording SET erased = ? WHERE id = ?", id, delivered, into: &resolved)
        case .snapshot(let seq):
            try resolveFile(
                "SELECT path, bytes FROM snapshot m WHERE seq = ? AND erased IS NULL AND",
                "UPDATE snapshot SET erased = ? WHERE seq = ?", seq, delivered, into: &resolved)
        case .event(let id):
            let statement = try database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM event m WHERE m.id = ?1 AND \(Self.isFree("m.id"))
                        AND NOT EXISTS (SELECT 1 FROM recording WHERE event = ?1 AND erased IS NULL)
                        AND NOT EXISTS (SELECT 1 FROM snapshot WHERE event = ?1 AND erased IS NULL))
                    """)
            guard try Bool.fetchOne(statement, arguments: [id, delivered]) == true else { return }
            let kinds = RetentionClass.events.kinds.map { "'\($0.rawValue)'" }.joined(separator: ",")
            let entries = try database.cachedStatement(
                sql: """
                    SELECT p.seq FROM entry e JOIN payload p ON p.seq = e.seq WHERE e.event = ? AND e.kind IN (\(kinds))
                    """)
            resolved.payloads += try Int64.fetchAll(entries, arguments: [id])
            resolved.events.append(id)
        case .audit(let seq):
            let kinds = RetentionClass.audit.kinds.map { "'\($0.rawValue)'" }.joined(separator: ",")
            let statement = try database.cachedStatement(
                sql: """
                    SELECT p.seq FROM entry e JOIN payload p ON p.seq = e.seq WHERE e.seq = ?1 AND e.seq <= ?2
                        AND e.kind IN (\(kinds)) AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.event = e.event)
                    """)
            resolved.payloads += try Int64.fetchAll(statement, arguments: [seq, delivered])
        case .orphan(let path):
            guard try mayEraseOrphan(path, delivered) else { return }
            resolved.files.append(path)
        }
    }

    /// The event of a row `m` is closed, delivered whole and not on hold; `?2` is up to where everything was delivered.
    private static func isFree(_ event: String) -> String {
        """
        EXISTS (SELECT 1 FROM event v WHERE v.id = \(event) AND v.closing IS NOT NULL AND v.newest <= ?2)
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.event = \(event))
        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event = \(event) AND q.state <> 'dropped')
        """
    }

    private func resolveFile(
        _ select: String, _ update: String, _ id: Int64, _ delivered: Int64, into resolved: inout Resolved
    ) throws {
        let sql = select.replacingOccurrences(of: "= ?", with: "= ?1") + " " + Self.isFree("m.event")
        let statement = try database.cachedStatement(sql: sql)
        guard let row = try Row.fetchOne(statement, arguments: [id, delivered]) else { return }
        resolved.files.append(row["path"])
        resolved.bytes += row["bytes"] as Int64
        resolved.rows.append((update, id))
    }

    private func mayEraseOrphan(_ path: String, _ delivered: Int64) throws -> Bool {
        guard path.hasPrefix("\(JournalPaths.recordingsName)/\(JournalPaths.orphansName)/"), !path.contains("/../"),
            try Bool.fetchOne(
                database, sql: "SELECT NOT EXISTS (SELECT 1 FROM garbage WHERE path = ?)", arguments: [path]) == true
        else { return false }
        // Whatever event it may belong to: if that is not known, it is known not to be on hold.
        guard let event = MediaName.event(ofOrphan: path) else { return true }
        let statement = try database.cachedStatement(
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM hold WHERE event = ?1)
                    AND NOT EXISTS (SELECT 1 FROM event WHERE id = ?1 AND (closing IS NULL OR newest > ?2))
                """)
        return try Bool.fetchOne(statement, arguments: [event, delivered]) == true
    }

    private func apply(_ resolved: Resolved, _ record: ErasureRecord, _ seq: Int64) throws {
        for row in resolved.rows {
            try database.cachedStatement(sql: row.sql).execute(arguments: [seq, row.argument])
        }
        let payload = try database.cachedStatement(sql: "DELETE FROM payload WHERE seq = ?")
        for entry in resolved.payloads { try payload.execute(arguments: [entry]) }
        // The projections hold nothing that the payloads do not hold any more.
        let event = try database.cachedStatement(
            sql: "UPDATE event SET rule = NULL, alarm_kind = NULL, reason = 'erased' WHERE id = ?")
        let recording = try database.cachedStatement(sql: "UPDATE recording SET frame_index = NULL WHERE event = ?")
        for id in resolved.events {
            try event.execute(arguments: [id])
            try recording.execute(arguments: [id])
        }
        let range = try database.cachedStatement(sql: "INSERT INTO erasure (first, last, entry) VALUES (?, ?, ?)")
        for entries in record.entries { try range.execute(arguments: [entries.lowerBound, entries.upperBound, seq]) }
        let garbage = try database.cachedStatement(sql: "INSERT OR REPLACE INTO garbage (path, entry) VALUES (?, ?)")
        for path in record.files { try garbage.execute(arguments: [path, seq]) }
    }

    private static func ranges(_ seqs: [Int64]) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for seq in seqs.sorted() {
            if let last = ranges.last, last.upperBound + 1 == seq {
                ranges[ranges.count - 1] = last.lowerBound...seq
            } else if ranges.last?.upperBound != seq {
                ranges.append(seq...seq)
            }
        }
        return ranges
    }
}
