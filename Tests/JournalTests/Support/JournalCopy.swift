import Foundation
import GRDB

/// A copy of a journal's directory, in which anything may be changed: what forbids it is switched off meanwhile.
struct JournalCopy {
    let directory: String

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: "\(directory)/journal.sqlite", configuration: configuration)
        defer { try? queue.close() }  // a leak of a copy
        return try queue.writeWithoutTransaction { database in
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            let result = try body(database)
            for trigger in triggers { try database.execute(sql: trigger["sql"]) }
            return result
        }
    }

    /// Changes the schema itself.
    func change(_ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: "\(directory)/journal.sqlite")
        try queue.writeWithoutTransaction(body)
        try queue.close()
    }

    func remove() throws { try FileManager.default.removeItem(atPath: directory) }
}
