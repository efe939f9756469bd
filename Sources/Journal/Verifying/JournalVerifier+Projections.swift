import Foundation
import GRDB
import MerkleLog

/// Compares what is kept for searching with what the entries add up to. Columns beside records have been checked before.
extension JournalVerifier {
    mutating func checkProjections(_ database: Database) throws {
        try checkEvents(database)
        try checkHolds(database)
        try checkErasures(database)
        try checkBlocks(database)
        try checkGarbage(database)
        try checkStrays(database)
    }

    /// Rows of two numbers by the first of them, which a sound table holds once.
    private mutating func table(_ rows: [Row], _ name: String) throws -> [Int64: Int64] {
        var table: [Int64: Int64] = [:]
        for row in rows {
            let (key, value): (Int64, Int64) = try (row.value(at: 0), row.value(at: 1))
            guard table.updateValue(value, forKey: key) != nil else { continue }
            blame(JournalFinding(.projection, entry: nil, place: "\(name) \(key)", "two rows tell of it"))
        }
        return table
    }

    private mutating func checkBlocks(_ database: Database) throws {
        guard suspects.isEmpty else { return }
        let kept = try table(
            Row.fetchAll(database, sql: "SELECT block, latest FROM entry_block ORDER BY block"), "block of entries")
        for block in Set(kept.keys).union(latest.keys).sorted() where kept[block] != latest[block] {
            blame(
                JournalFinding(
                    .projection, entry: nil, place: "block \(block) of entries",
                    "its row says another latest time than its records"
                ))
        }
    }

    private mutating func checkEvents(_ database: Database) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT v.id, v.kind, v.camera, v.rule, v.alarm_kind, v.opened, v.closing, v.reason, v.newest,
                    o.kind AS opening_kind, o.camera AS opening_camera, o.utc, p.body,
                    (SELECT max(seq) FROM entry WHERE event = v.id) AS last_entry,
                    (SELECT min(seq) FROM entry WHERE event = v.id AND kind = 'event.closed') AS closed,
                    (SELECT max(seq) FROM entry WHERE event = v.id AND kind = v.kind AND kind <> 'event.opened'
                        AND seq > v.id) AS changed,
                    c.body AS closing_body
                FROM event v LEFT JOIN entry o ON o.seq = v.id AND o.event = o.seq LEFT JOIN payload p ON p.seq = v.id
                    LEFT JOIN payload c ON c.seq = v.closing
                ORDER BY v.id
                """)
        while let row = try rows.next() {
            let id: Int64 = try row.value("id")
            guard !suspects.contains(id) else { continue }
            func found(_ cause: String) -> JournalFinding {
                JournalFinding(.projection, entry: id, place: "event \(id)", cause)
            }
            guard let kind = try row.value("opening_kind") as String? else {
                blame(found("no entry opens it"))
                continue
            }
            if try kind != row.value("kind") || (row.value("opening_camera") as String?) != row.value("camera")
                || (row.value("utc") as Int64) != row.value("opened")
            {
                blame(found("its row is not what the entry says that opens it"))
                continue
            }
            let (last, newest) = try (row.value("last_entry") as Int64?, row.value("newest") as Int64)
            if last != newest, !suspects.contains(newest), !suspects.contains(last) {
                blame(found("its row says that entry \(newest) is its newest, and it is \(last ?? 0)"))
            }
            try checkPayloads(of: id, row, found)
        }
        let orphans = try Int64.fetchAll(
            database,
            sql: """
                SELECT e.seq FROM entry e WHERE e.event = e.seq AND NOT EXISTS (SELECT 1 FROM event v WHERE v.id = e.seq)
                """)
        for seq in orphans where !suspects.contains(seq) {
            blame(JournalFinding(.projection, entry: seq, place: "event \(seq)", "its row is missing"))
        }
    }

    private mutating func checkPayloads(of id: Int64, _ row: Row, _ found: (String) -> JournalFinding) throws {
        let opening = try row.value("body") as Data?
        if let opening {
            let payload = try reader.payload(opening, seq: id)
            if try payload["rule"]?.string != row.value("rule")
                || payload["alarm_kind"]?.string != row.value("alarm_kind")
            {
                blame(found("its row names another rule or kind of alarm than the entry that opens it"))
            }
        }
        if try opening == nil && (row.value("rule") as String? != nil || row.value("alarm_kind") as String? != nil) {
            blame(found("its row names what was erased with its payload"))
        }
        let closing = try row.value("closing") as Int64?
        // States (of a camera, of the disk) end with an entry of their own kind, after which none of that kind follows.
        let closed = try row.value("closed") as Int64? ?? (closing == nil ? nil : row.value("changed") as Int64?)
        guard closed == closing else {
            if !suspects.contains(closing), !suspects.contains(closed) {
                blame(found("its row says another end than its entries"))
            }
            return
        }
        guard let closing, !suspects.contains(closing) else { return }
        guard let body = try row.value("closing_body") as Data? else {
            if try (row.value("reason") as String?) != "erased" {
                blame(found("its row gives a reason for its end, which was erased"))
            }
            return
        }
        if try reader.payload(body, seq: closing)["reason"]?.string != row.value("reason") {
            blame(found("its row says another reason for its end than entry \(closing)"))
        }
    }

    private mutating func checkHolds(_ database: Database) throws {
        // The newest word about each event counts.
        let placed = try Row.fetchAll(
            database,
            sql: """
                SELECT event, max(seq) AS seq FROM entry WHERE kind IN ('hold.placed', 'hold.released') AND event IS NOT NULL
                GROUP BY event HAVING kind = 'hold.placed'
                """)
        let expected = try table(placed, "event with a hold")
        let held = try table(Row.fetchAll(database, sql: "SELECT event, entry FROM hold"), "hold of event")
        for event in Set(expected.keys).union(held.keys).sorted() where expected[event] != held[event] {
            guard !suspects.contains(expected[event]), !suspects.contains(held[event]), !suspects.contains(event) else {
                continue
            }
            let cause =
                held[event] == nil
                ? "it is on hold by entry \(expected[event] ?? 0), and its row is missing"
                : "its row says that it is on hold, and its entries do not"
            blame(JournalFinding(.projection, entry: event, place: "hold of event \(event)", cause))
        }
    }

    /// Files that are about to be unlinked: each must be one that an entry says was erased.
    private mutating func checkGarbage(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT path, entry FROM garbage ORDER BY path")
        while let row = try rows.next() {
            let (path, entry): (String, Int64) = try (row.value("path"), row.value("entry"))
            guard !suspects.contains(entry), erasedFiles[path] != entry else { continue }
            blame(
                JournalFinding(
                    .projection, entry: nil, place: "garbage \(path)",
                    "its row says that entry \(entry) erased it, and that entry does not"))
        }
    }

    /// Rows that no entry accounts for.
    private mutating func checkStrays(_ database: Database) throws {
        let strays = try Int64.fetchAll(
            database, sql: "SELECT seq FROM payload WHERE seq NOT IN (SELECT seq FROM entry) ORDER BY seq")
        for seq in strays where !suspects.contains(seq) {
            blame(JournalFinding(.payload, entry: seq, "a payload is there without an entry"))
        }
        let head = tree.size
        let cursors = try Row.fetchAll(
            database, sql: "SELECT destination, seq FROM cursor WHERE seq > ?", arguments: [head])
        for row in cursors {
            let (name, seq): (String, Int64) = try (row.value("destination"), row.value("seq"))
            blame(
                JournalFinding(
                    .projection, entry: nil, place: "cursor of destination '\(name)'",
                    "it is at \(seq), beyond the journal's end at \(head)"))
        }
    }
}
