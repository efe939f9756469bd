import Foundation
import GRDB
import Journal
import TestKit

/// One change of a journal, as a forger or a failing disk makes it, and the entries that may be blamed for it.
struct JournalMutation: CustomStringConvertible {
    var name: String
    var detail: String
    /// The entries that are touched; empty if it concerns none of them, such as a checkpoint.
    var entries: Set<Int64>

    var description: String { "\(name): \(detail) (\(entries.sorted().prefix(5)))" }

    /// What is kept in rows, with an expression for the entry that each row belongs to.
    private static let cells: [(table: String, key: String, columns: [String], entry: String?)] = [
        ("entry", "seq", ["record", "leaf", "nodes", "kind", "camera", "event", "utc"], "seq"),
        ("payload", "seq", ["salt", "body"], "seq"),
        ("event", "id", ["kind", "camera", "rule", "alarm_kind", "opened", "closing", "reason", "newest"], "id"),
        (
            "recording", "id",
            [
                "event", "camera", "path", "state", "began", "frames", "bytes", "cut_frames", "sha256", "frame_index",
                "entry", "reason", "erased",
            ], "entry"
        ),
        ("snapshot", "seq", ["event", "camera", "path", "taken", "bytes", "sha256", "erased"], "seq"),
        ("hold", "event", ["entry"], "event"),
        ("erasure", "first", ["last", "entry"], "entry"),
        ("checkpoint", "size", ["note"], nil),
        ("entry_block", "block", ["latest"], nil),
    ]

    static func random(
        on copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        switch Int.random(in: 0..<13, using: &random) {
        case 12: return try forge(copy, sample, &random)
        case 0..<5: return try flipCell(copy, &random)
        case 5, 6: return try changeFile(copy, sample, &random)
        case 7: return try delete(copy, sample, &random)
        case 8: return try swap(copy, sample, &random)
        case 9: return try insert(copy, sample, &random)
        case 10: return try renumber(copy, sample, &random)
        default: return try truncate(copy, sample, &random)
        }
    }

    private static func flipCell(_ copy: JournalCopy, _ random: inout SeededGenerator) throws -> JournalMutation {
        while true {
            guard let table = cells.randomElement(using: &random),
                let column = table.columns.randomElement(using: &random)
            else { continue }
            let number = UInt64.random(in: 0...UInt64.max, using: &random)
            let change = try copy.write { database -> JournalMutation? in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT \(table.key) AS key, \(column) AS value, \(table.entry ?? "NULL") AS entry FROM \(table.table)
                        WHERE \(column) IS NOT NULL ORDER BY 1
                        """)
                guard !rows.isEmpty else { return nil }
                let row = rows[Int(number % UInt64(rows.count))]
                guard let value = flipped(row["value"], number / 1_000) else { return nil }
                let key: Int64 = row["key"]
                try database.execute(
                    sql: "UPDATE OR IGNORE \(table.table) SET \(column) = ? WHERE \(table.key) = ?",
                    arguments: [value, key])
                guard database.changesCount == 1 else { return nil }
                // A recording's row that names another entry, or none, is blamed on the one that tells of the file.
                let entry: Int64? = row["entry"]
                return JournalMutation(
                    name: "flip \(table.table).\(column)", detail: "row \(key)", entries: entry.map { [$0] } ?? [])
            }
            if let change { return change }
        }
    }

    private static func flipped(_ value: DatabaseValue, _ number: UInt64) -> DatabaseValue? {
        switch value.storage {
        case .int64(let integer): return (integer ^ (1 << Int64(number % 40))).databaseValue
        case .string(let text):
            var bytes = Array(text.utf8)
            guard !bytes.isEmpty else { return nil }
            // Within ASCII's lower bits, so that the text stays one.
            bytes[Int(number % UInt64(bytes.count))] ^= 1 << UInt8(number / 7 % 4)
            guard let changed = String(validating: bytes, as: UTF8.self), !changed.contains("\0") else { return nil }
            return changed.databaseValue
        case .blob(let data):
            var bytes = Array(data)
            guard !bytes.isEmpty else { return nil }
            bytes[Int(number % UInt64(bytes.count))] ^= 1 << UInt8(number / 7 % 8)
            return Data(bytes).databaseValue
        case .null, .double: return nil
        }
    }

    private static func changeFile(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let index = Int.random(in: 0..<sample.files.count, using: &random)
        let file = sample.files[index]
        let url = URL(fileURLWithPath: "\(copy.directory)/\(file.path)")
        var bytes = Array(try Data(contentsOf: url))
        var entries: Set<Int64> = [file.entry]
        let way = ["flip a bit of", "cut", "lengthen", "remove", "exchange"][Int.random(in: 0..<5, using: &random)]
        switch way {
        case "flip a bit of":
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try Data(bytes).write(to: url)
        case "cut": try Data(bytes.dropLast(Int.random(in: 1...bytes.count, using: &random))).write(to: url)
        case "lengthen": try Data(bytes + [0]).write(to: url)
        case "remove": try FileManager.default.removeItem(at: url)
        default:
            let other = sample.files[(index + 1) % sample.files.count]
            let otherURL = URL(fileURLWithPath: "\(copy.directory)/\(other.path)")
            let otherBytes = try Data(contentsOf: otherURL)
            guard Array(otherBytes) != bytes else { return try changeFile(copy, sample, &random) }
            try Data(bytes).write(to: otherURL)
            try otherBytes.write(to: url)
            entries.insert(other.entry)
        }
        return JournalMutation(name: "\(way) a file", detail: file.path, entries: entries)
    }

    private static func delete(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let seq = sample.seqs[Int.random(in: 0..<sample.seqs.count, using: &random)]
        let tables = ["entry", "payload", "event", "recording", "snapshot", "hold", "erasure"]
        let table = tables[Int.random(in: 0..<tables.count, using: &random)]
        return try copy.write { database in
            var touched: Set<Int64> = []
            switch table {
            case "entry":
                try database.execute(
                    sql: "DELETE FROM payload WHERE seq = ?1; DELETE FROM entry WHERE seq = ?1", arguments: [seq, seq])
                touched = [seq]
            case "payload":
                try database.execute(sql: "DELETE FROM payload WHERE seq = ?", arguments: [seq])
                touched = [seq]
            default:
                let keys = [
                    "event": "id", "recording": "entry", "snapshot": "seq", "hold": "event", "erasure": "entry",
                ]
                let column = keys[table] ?? "seq"
                let all = try Int64.fetchAll(database, sql: "SELECT \(column) FROM \(table) ORDER BY 1")
                let one = all[Int(seq) % all.count]
                try database.execute(sql: "DELETE FROM \(table) WHERE \(column) = ?", arguments: [one])
                touched = [one]
            }
            return JournalMutation(name: "delete from \(table)", detail: "\(touched)", entries: touched)
        }
    }

    private static func swap(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let first = sample.seqs[Int.random(in: 0..<sample.seqs.count, using: &random)]
        let second = sample.seqs[Int.random(in: 0..<sample.seqs.count, using: &random)]
        guard first != second else { return try swap(copy, sample, &random) }
        let what = ["records", "payloads", "rows"][Int.random(in: 0..<3, using: &random)]
        try copy.write { database in
            func exchange(_ table: String, _ columns: [String]) throws {
                let one = try Row.fetchOne(database, sql: "SELECT * FROM \(table) WHERE seq = ?", arguments: [first])
                let two = try Row.fetchOne(database, sql: "SELECT * FROM \(table) WHERE seq = ?", arguments: [second])
                for (row, seq) in [(one, second), (two, first)] {
                    for column in columns {
                        try database.execute(
                            sql: "UPDATE \(table) SET \(column) = ? WHERE seq = ?",
                            arguments: [row?[column] as DatabaseValue?, seq])
                    }
                }
            }
            switch what {
            case "records": try exchange("entry", ["record"])
            case "payloads": try exchange("payload", ["salt", "body"])
            default:
                try exchange("entry", ["record", "leaf", "nodes", "kind", "camera", "event", "utc"])
                try exchange("payload", ["salt", "body"])
            }
        }
        return JournalMutation(name: "swap \(what)", detail: "\(first) and \(second)", entries: [first, second])
    }

    private static func insert(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let model = Int64.random(in: 1...sample.head, using: &random)
        let place = sample.head + Int64.random(in: 1...3, using: &random)
        try copy.write { database in
            try database.execute(
                sql: """
                    INSERT INTO entry SELECT ?1, record, leaf, kind, camera, event, utc, nodes FROM entry WHERE seq = ?2;
                    INSERT INTO payload SELECT ?1, salt, body FROM payload WHERE seq = ?2
                    """, arguments: [place, model, place, model])
        }
        return JournalMutation(
            name: "insert a copy", detail: "of \(model) as \(place)", entries: Set(sample.head + 1...place))
    }

    private static func renumber(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let seq = Int64.random(in: 1...sample.head, using: &random)
        let number = sample.head + Int64.random(in: 1...1_000_000_000_000, using: &random)
        try copy.write { database in
            try database.execute(
                sql: "UPDATE entry SET seq = ?1 WHERE seq = ?2; UPDATE payload SET seq = ?1 WHERE seq = ?2",
                arguments: [number, seq, number, seq])
        }
        return JournalMutation(name: "renumber", detail: "\(seq) to \(number)", entries: [seq, number])
    }

    /// Adds what no entry bears out: a file that is to be unlinked, a hold, an erasure, a file that came back, a missing trigger.
    private static func forge(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        let ways = ["garbage", "hold", "erasure", "erased file", "trigger", "index"]
        let way = ways[Int.random(in: 0..<ways.count, using: &random)]
        let file = sample.files[Int.random(in: 0..<sample.files.count, using: &random)]
        let pick = Int.random(in: 0..<1_000, using: &random)
        let erased = sample.erasedFiles[Int.random(in: 0..<sample.erasedFiles.count, using: &random)]
        var entries: Set<Int64> = []
        if way == "erased file" {
            let url = URL(fileURLWithPath: "\(copy.directory)/\(erased.path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(fakeJPEG(1)).write(to: url)
            entries = [erased.entry]
        } else if way == "trigger" || way == "index" {
            try copy.change { database in
                let names = try String.fetchAll(
                    database,
                    sql: "SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY name",
                    arguments: [way])
                try database.execute(sql: "DROP \(way.uppercased()) \(names[pick % names.count])")
            }
        } else {
            try copy.write { database in
                switch way {
                case "garbage":
                    try database.execute(
                        sql: "INSERT INTO garbage (path, entry) VALUES (?, ?)", arguments: [file.path, erased.entry])
                case "hold":
                    let event = try Int64.fetchOne(
                        database, sql: "SELECT id FROM event WHERE id NOT IN (SELECT event FROM hold) ORDER BY id DESC")
                    try database.execute(
                        sql: "INSERT INTO hold (event, entry) VALUES (?, ?)", arguments: [event, sample.head])
                    entries = Set([event].compactMap(\.self))
                default:
                    try database.execute(
                        sql: "INSERT INTO erasure (first, last, entry) VALUES (?1, ?1, ?2)",
                        arguments: [sample.head, erased.entry])
                }
            }
        }
        return JournalMutation(name: "forge \(way)", detail: file.path, entries: entries)
    }

    /// Cuts the end off, with everything that would tell of it.
    private static func truncate(
        _ copy: JournalCopy, _ sample: SampleJournal, _ random: inout SeededGenerator
    ) throws -> JournalMutation {
        // Behind the last file's entry: a forger who cuts further must make files disappear as well.
        let last = sample.files.map(\.entry).max() ?? 0
        let keep = Int64.random(in: last + 2..<sample.head, using: &random)
        try copy.write { database in
            try database.execute(
                sql: """
                    DELETE FROM checkpoint WHERE size > ?1; DELETE FROM payload WHERE seq > ?1; DELETE FROM entry WHERE seq > ?1
                    """, arguments: [keep, keep, keep])
        }
        return JournalMutation(name: "truncate", detail: "after \(keep)", entries: Set(keep + 1...sample.head))
    }
}
