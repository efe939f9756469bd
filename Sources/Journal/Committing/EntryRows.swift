import GRDB
import GRDBSQLite
import MerkleLog
import Timekeeping

/// Writes the rows of entries: the hot path of every commit, so it binds values itself and copies none of them.
///
/// Invariant: a statement is bound anew for each row, and stepped before the bytes it points to go away.
struct EntryRows {
    private let entry: Statement
    private let payload: Statement

    init(_ database: Database) throws {
        entry = try database.cachedStatement(
            sql: """
                INSERT INTO entry (seq, record, leaf, nodes, kind, camera, event, utc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        payload = try database.cachedStatement(sql: "INSERT INTO payload (seq, salt, body) VALUES (?, ?, ?)")
    }

    /// Inserts an entry and its payload.
    ///
    /// - Throws: `DatabaseError` as GRDB would.
    func insert(_ value: Entry, payload bytes: [UInt8], leaf: TreeHash, completing nodes: [TreeHash]) throws {
        let statement = entry.sqliteStatement
        let nodeBytes = nodes.isEmpty ? [] : nodes.flatMap(\.bytes)
        let kind = value.kind.rawValue
        sqlite3_bind_int64(statement, 1, value.seq)
        sqlite3_bind_int64(statement, 8, value.time.utc.nanoseconds)
        if let event = value.event { sqlite3_bind_int64(statement, 7, event) } else { sqlite3_bind_null(statement, 7) }
        try value.record.withUnsafeBytes { record in
            try leaf.bytes.withUnsafeBytes { leaf in
                try nodeBytes.withUnsafeBytes { nodes in
                    bind(record, 2, of: statement)
                    bind(leaf, 3, of: statement)
                    if nodes.isEmpty { sqlite3_bind_null(statement, 4) } else { bind(nodes, 4, of: statement) }
                    try bind(kind, 5, of: statement) {
                        guard let camera = value.camera else {
                            sqlite3_bind_null(statement, 6)
                            return try step(statement)
                        }
                        try bind(camera, 6, of: statement) { try step(statement) }
                    }
                }
            }
        }
        let second = payload.sqliteStatement
        sqlite3_bind_int64(second, 1, value.seq)
        try (value.salt ?? []).withUnsafeBytes { salt in
            try bytes.withUnsafeBytes { body in
                bind(salt, 2, of: second)
                bind(body, 3, of: second)
                try step(second)
            }
        }
    }

    private func bind(_ bytes: UnsafeRawBufferPointer, _ index: Int32, of statement: SQLiteStatement) {
        // SQLite takes a missing pointer for NULL; an empty array has one.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(statement, index, 0)
        } else {
            sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), nil)
        }
    }

    private func bind(
        _ text: String, _ index: Int32, of statement: SQLiteStatement, _ body: () throws -> Void
    ) throws {
        var text = text
        try text.withUTF8 { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(statement, index, characters.baseAddress, Int32(characters.count), nil)
            }
            try body()
        }
    }

    private func step(_ statement: SQLiteStatement) throws {
        let code = sqlite3_step(statement)
        let message = code == SQLITE_DONE ? nil : String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
        let extended = sqlite3_extended_errcode(sqlite3_db_handle(statement))
        sqlite3_reset(statement)
        guard code != SQLITE_DONE else { return }
        throw DatabaseError(resultCode: ResultCode(rawValue: extended), message: message)
    }
}
