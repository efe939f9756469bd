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
        try checkStrays(database)
    }

    private mutating func checkBlocks(_ database: Database) throws {
        guard suspects.isEmpty else { return }
        let rows = try Row.fetchAll(database, sql: "SELECT block, latest FROM entry_block ORDER BY block")
        let kept = Dictionary(uniqueKeysWithValues: rows.map { ($0["block"] as Int64, $0["latest"] as Int64) })
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
            let id: Int64 = row["id"]
            guard !suspects.contains(id) else { continue }
            func found(_ cause: String) -> JournalFinding {
                JournalFinding(.projection, entry: id, place: "event \(id)", cause)
            }
            guard let kind = row["opening_kind"] as String? else {
                blame(found("no entry opens it"))
                continue
            }
            if kind != row["kind"] || (row["opening_camera"] as String?) != row["camera"]
                || (row["utc"] as Int64) != row["opened"]
            {
                blame(found("its row is not what the entry says that opens it"))
                continue
            }
            let (last, newest) = (row["last_entry"] as Int64?, row["newest"] as Int64)
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
        if let body = row["body"] as Data? {
            let payload = try reader.payload(body, seq: id)
            if payload["rule"]?.string != row["rule"] || payload["alarm_kind"]?.string != row["alarm_kind"] {
                blame(found("its row names another rule or kind of alarm than the entry that opens it"))
            }
        }
        let closing = row["closing"] as Int64?
        // States (of a camera, of the disk) end with an entry of their own kind, after which none of that kind follows.
        let closed = row["closed"] as Int64? ?? (closing == nil ? nil : row["changed"] as Int64?)
        guard closed == closing else {
            if !suspects.contains(closing), !suspects.contains(closed) {
                blame(found("its row says another end than its entries"))
            }
            return
        }
        guard let closing, !suspects.contains(closing), let body = row["closing_body"] as Data? else { return }
        if try reader.payload(body, seq: closing)["reason"]?.string != row["reason"] {
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
        let expected = Dictionary(uniqueKeysWithValues: placed.map { ($0["event"] as Int64, $0["seq"] as Int64) })
        let rows = try Row.fetchAll(database, sql: "SELECT event, entry FROM hold")
        let held = Dictionary(uniqueKeysWithValues: rows.map { ($0["event"] as Int64, $0["entry"] as Int64) })
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

    private mutating func checkErasures(_ database: Database) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT e.seq, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq WHERE e.kind = 'retention.erased'
                ORDER BY e.seq
                """)
        var expected: [Int64: (last: Int64, entry: Int64)] = [:]
        var files: [String: Int64] = [:]
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            guard !suspects.contains(seq), let body = row["body"] as Data? else { continue }
            let record = ErasureRecord(try reader.payload(body, seq: seq))
            for range in record.entries { expected[range.lowerBound] = (range.upperBound, seq) }
            for path in record.files { files[path] = seq }
        }
        let kept = try Row.fetchCursor(database, sql: "SELECT first, last, entry FROM erasure")
        while let row = try kept.next() {
            let (first, last, entry): (Int64, Int64, Int64) = (row["first"], row["last"], row["entry"])
            guard !suspects.contains(entry) else { continue }
            if expected[first].map({ $0.last == last && $0.entry == entry }) != true {
                blame(
                    JournalFinding(
                        .projection, entry: entry, place: "erasure of entry \(first)",
                        "its row is not what entry \(entry) says"))
            }
            expected[first] = nil
        }
        for (first, erasure) in expected.sorted(by: { $0.key < $1.key }) {
            blame(
                JournalFinding(
                    .projection, entry: erasure.entry, place: "erasure of entry \(first)",
                    "entry \(erasure.entry) tells of it, and its row is missing"))
        }
        erasedFiles = files
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
            blame(
                JournalFinding(
                    .projection, entry: nil, place: "cursor of destination '\(row["destination"] as String)'",
                    "it is at \(row["seq"] as Int64), beyond the journal's end at \(head)"))
        }
    }
}
