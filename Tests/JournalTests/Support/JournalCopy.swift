import Foundation
import GRDB

/// A copy of a journal's directory, in which anything may be changed: what forbids it is switched off first.
struct JournalCopy {
    let directory: String

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: "\(directory)/journal.sqlite", configuration: configuration)
        defer { try? queue.close() }  // a leak of a copy
        return try queue.writeWithoutTransaction { database in
            let triggers = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            return try body(database)
        }
    }

    func remove() throws { try FileManager.default.removeItem(atPath: directory) }
}
