import Foundation
import GRDB

/// Everything that a database keeps: its definitions and its rows, read through the tables alone, and whether its pages and
/// indexes are sound. Left out is what is no part of the log, and what the documentation says so of.
struct DatabaseContent: Equatable {
    private static let workingState: [String: Set<String>] = ["journal": ["created"], "recording": ["id"]]

    private var rows: [String: [[DatabaseValue]]] = [:]
    private var complaints: [String] = []

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        (rows, complaints) = try queue.read { database in
            let schema = try Row.fetchAll(
                database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
            var rows = ["": schema.map { Array($0.databaseValues) }]
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
                rows[name] = try Row.fetchAll(database, sql: "SELECT * FROM \(name) NOT INDEXED ORDER BY 1, 2").map {
                    row in
                    row.filter { Self.workingState[name]?.contains($0.0) != true }.map(\.1)
                }
            }
            return (rows, try String.fetchAll(database, sql: "PRAGMA integrity_check"))
        }
        try queue.close()
    }
}
