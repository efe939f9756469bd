import Foundation
import GRDB
import Journal
import TestKit
import Testing

/// Cells of another type than is written, and rows that stand twice: what a damaged page looks like to SQLite.
@Suite struct DamagedCellTests {
    /// Lets a column hold what a STRICT table does not take.
    private func spoil(_ copy: JournalCopy, _ table: String, _ change: String) throws {
        try copy.write { database in
            try database.execute(sql: "PRAGMA writable_schema = ON")
            try database.execute(
                sql: """
                    UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), 'NOT NULL', '')
                    WHERE type = 'table' AND name = ?
                    """, arguments: [table])
        }
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: "\(copy.directory)/journal.sqlite", configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "DROP TRIGGER IF EXISTS payload_is_never_changed")
            try database.execute(sql: "DROP TRIGGER IF EXISTS entry_is_never_changed")
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try database.execute(sql: change)
        }
        try queue.close()
    }

    private static let changes: [(String, String)] = [
        ("payload", "UPDATE payload SET salt = 5 WHERE seq = 3"),
        ("payload", "UPDATE payload SET body = NULL WHERE seq = 3"),
        ("entry", "UPDATE entry SET record = 17 WHERE seq = 3"),
        ("entry", "UPDATE entry SET leaf = NULL WHERE seq = 3"),
        ("entry", "UPDATE entry SET kind = NULL, utc = 'x' WHERE seq = 3"),
        ("event", "UPDATE event SET opened = 'x', newest = NULL"),
        ("recording", "UPDATE recording SET state = 7, sha256 = 'x', bytes = NULL"),
        ("snapshot", "UPDATE snapshot SET taken = 'x', bytes = x'00'"),
        ("hold", "UPDATE hold SET entry = NULL"),
        ("erasure", "UPDATE erasure SET last = 'x'"),
        ("checkpoint", "UPDATE checkpoint SET note = 5"),
        ("entry_block", "UPDATE entry_block SET latest = 'x'"),
    ]

    @Test(arguments: changes)
    func isAFindingAndEndsNothing(table: String, change: String) async throws {
        let sample = try await SampleJournal.make(seed: 31)
        let copy = try sample.copy(0)
        try spoil(copy, table, change)
        let reader = try Journal.openReadOnly(directory: copy.directory)
        let report = try JournalVerifier.verify(reader)
        #expect(!report.holds)
        #expect(
            report.findings.contains { $0.kind != .database }
                || report.findings.contains { $0.place != "table \(table)" })

        // Whoever reads is told, or reads what is sound.
        func isReadOrRefused<T>(_ body: () throws -> T) throws {
            do { _ = try body() } catch let error as JournalError { #expect(error.code == .corrupt, "\(error)") }
        }
        try isReadOrRefused { try reader.entries(after: 0, limit: 1_000) }
        try isReadOrRefused { try reader.events(matching: EventQuery()) }
        try isReadOrRefused { try reader.newestCheckpoint() }
        for event in 1...sample.head {
            try isReadOrRefused { try reader.recordings(of: event) }
            try isReadOrRefused { try reader.files(of: event) }
        }
        let salvage = try JournalSalvage(path: "\(copy.directory)/journal.sqlite")
        #expect(salvage.entries.count >= Int(sample.head) - 1)
    }

    /// Counting through what such a number leaves out would take hours.
    @Test(arguments: [1 << 30, 1 << 40, Int64.max])
    func aNumberFarBeyondTheEndIsNoGap(number: Int64) async throws {
        let sample = try await SampleJournal.make(seed: 33)
        let copy = try sample.copy(0)
        try copy.write { database in
            try database.execute(
                sql: """
                    INSERT INTO entry (seq, record, leaf, kind, utc) VALUES (?, x'00', zeroblob(32), 'site.started', 0)
                    """, arguments: [number])
        }
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: copy.directory))
        #expect(report.findings.map(\.entry) == [number] && report.findings.map(\.kind) == [.misplaced])
    }

    @Test func rowsThatStandTwiceAreBlamed() async throws {
        let sample = try await SampleJournal.make(seed: 32)
        for table in ["entry_block", "hold"] {
            let copy = try sample.copy(table.count)
            try copy.write { database in
                // Without its key the same row goes in twice, as a tree with a page linked twice shows it.
                let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('\(table)')")
                try database.execute(
                    sql: """
                        CREATE TABLE twice AS SELECT * FROM \(table);
                        DROP TABLE \(table);
                        CREATE TABLE \(table) (\(columns.map { "\($0) INTEGER" }.joined(separator: ", ")));
                        INSERT INTO \(table) SELECT * FROM twice;
                        INSERT INTO \(table) SELECT * FROM twice;
                        DROP TABLE twice
                        """)
            }
            let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: copy.directory))
            #expect(report.findings.contains { $0.cause == "two rows tell of it" }, "\(table): \(report.findings)")
        }
    }
}
