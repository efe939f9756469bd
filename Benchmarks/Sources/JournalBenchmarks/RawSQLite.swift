import Foundation
import GRDBSQLite

/// Writes rows with SQLite's C interface alone, WAL and synchronous = FULL as the journal does: what is to be compared with.
enum RawSQLite {
    struct Row {
        var record: [UInt8]
        var leaf: [UInt8]
        var kind: String
        var camera: String
        var utc: Int64
        var salt: [UInt8]
        var body: [UInt8]
    }

    struct Failure: Error { var message: String }

    /// One table without an index: record and payload side by side.
    static func bareTable(at path: String, _ rows: [Row], batch: Int) throws -> Double {
        try time(
            path, rows, batch: batch,
            schema:
                "CREATE TABLE entry (seq INTEGER PRIMARY KEY, record BLOB NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL) STRICT",
            statements: ["INSERT INTO entry (record, salt, body) VALUES (?, ?, ?)"]
        ) { statements, row, _ in
            bind(statements[0], 1, row.record)
            bind(statements[0], 2, row.salt)
            bind(statements[0], 3, row.body)
            try step(statements[0])
        }
    }

    /// The journal's own two tables with their indexes and its trigger, without hashing anything.
    static func sameTables(at path: String, _ rows: [Row], batch: Int) throws -> Double {
        try time(
            path, rows, batch: batch,
            schema: """
                CREATE TABLE entry (seq INTEGER PRIMARY KEY CHECK (seq > 0), record BLOB NOT NULL,
                    leaf BLOB NOT NULL CHECK (length(leaf) = 32), kind TEXT NOT NULL, camera TEXT, event INTEGER,
                    utc INTEGER NOT NULL, nodes BLOB) STRICT;
                CREATE INDEX entry_by_event ON entry (event) WHERE event IS NOT NULL;
                CREATE INDEX entry_by_kind ON entry (kind, seq) WHERE kind NOT IN
                    ('event.opened', 'event.updated', 'event.closed', 'event.snapshot', 'event.recording');
                CREATE TRIGGER entry_has_no_gap BEFORE INSERT ON entry
                WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
                BEGIN SELECT RAISE(ABORT, 'gap'); END;
                CREATE TABLE payload (seq INTEGER PRIMARY KEY REFERENCES entry (seq), salt BLOB NOT NULL,
                    body BLOB NOT NULL) STRICT;
                """,
            statements: [
                "INSERT INTO entry (seq, record, leaf, nodes, kind, camera, event, utc) VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
                "INSERT INTO payload (seq, salt, body) VALUES (?, ?, ?)",
            ]
        ) { statements, row, seq in
            let entry = statements[0]
            sqlite3_bind_int64(entry, 1, seq)
            bind(entry, 2, row.record)
            bind(entry, 3, row.leaf)
            // As many bytes as the journal's nodes have, of which there is one an entry on average.
            if seq % 2 == 0 { bind(entry, 4, row.leaf + row.leaf) } else { sqlite3_bind_null(entry, 4) }
            bind(entry, 5, row.kind)
            bind(entry, 6, row.camera)
            sqlite3_bind_int64(entry, 7, row.utc)
            try step(entry)
            sqlite3_bind_int64(statements[1], 1, seq)
            bind(statements[1], 2, row.salt)
            bind(statements[1], 3, row.body)
            try step(statements[1])
        }
    }

    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ statement: OpaquePointer?, _ index: Int32, _ bytes: [UInt8]) {
        sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), transient)
    }

    private static func bind(_ statement: OpaquePointer?, _ index: Int32, _ text: String) {
        sqlite3_bind_text(statement, index, text, -1, transient)
    }

    private static func step(_ statement: OpaquePointer?) throws {
        guard sqlite3_step(statement) == SQLITE_DONE else { throw Failure(message: "an insert failed") }
        sqlite3_reset(statement)
    }

    private static func time(
        _ path: String, _ rows: [Row], batch: Int, schema: String, statements sql: [String],
        _ insert: ([OpaquePointer?], Row, Int64) throws -> Void
    ) throws -> Double {
        var database: OpaquePointer?
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw Failure(message: "cannot open \(path)") }
        defer { sqlite3_close_v2(database) }
        func execute(_ sql: String) throws {
            guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
                throw Failure(message: String(cString: sqlite3_errmsg(database)))
            }
        }
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        try execute(schema)
        let statements = try sql.map { text in
            var statement: OpaquePointer?
            guard
                sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK
            else { throw Failure(message: String(cString: sqlite3_errmsg(database))) }
            return statement
        }
        defer { for statement in statements { sqlite3_finalize(statement) } }
        let start = ContinuousClock.now
        var seq: Int64 = 0
        for first in stride(from: 0, to: rows.count, by: batch) {
            try execute("BEGIN IMMEDIATE")
            for row in rows[first..<min(first + batch, rows.count)] {
                seq += 1
                try insert(statements, row, seq)
            }
            try execute("COMMIT")
        }
        return Double(rows.count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
