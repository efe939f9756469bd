import GRDB

/// Checks the database itself: what SQLite keeps of it, and that what forbids changes is still there.
extension JournalVerifier {
    private static let mostComplaints = 100

    mutating func checkDatabase(_ database: Database) throws {
        try compareSchema(database)
        let complaints = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(Self.mostComplaints))")
        for complaint in complaints where complaint != "ok" {
            blame(JournalFinding(.database, entry: nil, place: "database", complaint))
        }
    }

    private mutating func compareSchema(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let (found, expected) = (try Self.definitions(database), try Self.definitions(ofVersion: version))
        for name in Set(found.keys).union(expected.keys).sorted() where found[name] != expected[name] {
            let cause =
                found[name] == nil
                ? "it is missing" : expected[name] == nil ? "a journal has none" : "it is not defined as a journal's is"
            blame(JournalFinding(.database, entry: nil, place: name, cause))
        }
    }

    /// What the steps of the schema make, by kind and name.
    private static func definitions(ofVersion version: Int) throws -> [String: String] {
        let queue = try DatabaseQueue()
        let made = try queue.write { database in
            for step in Schema.steps.prefix(max(0, version)) { try step(database) }
            return try definitions(database)
        }
        try queue.close()
        return made
    }

    private static func definitions(_ database: Database) throws -> [String: String] {
        // SQLite takes a name for what it is also where a flipped bit made it a blob.
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT type, name, tbl_name, sql, typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) AS types
                FROM sqlite_schema
                """)
        var definitions: [String: String] = [:]
        for row in rows {
            let (type, name, table): (String, String, String) = try (
                row.value("type"), row.value("name"), row.value("tbl_name")
            )
            // Indexes that SQLite makes for itself have no text; their table's has it.
            definitions["\(type) \(name)"] =
                "\(table), \(try row.value("types") as String): \(try row.value("sql") as String? ?? "")"
        }
        return definitions
    }
}
