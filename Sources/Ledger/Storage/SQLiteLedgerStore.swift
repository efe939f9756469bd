import GRDB
import Glibc
import MerkleLog
import Synchronization

/// A ledger's store in one SQLite database.
///
/// Invariants: a connection that writes has `synchronous` = FULL, read back, so that what was committed survives a power cut; a
/// database of a later version, or one that is no ledger's, is never written to.
public final class SQLiteLedgerStore: LedgerStore {
    let path: String
    let database: any DatabaseWriter
    /// The numbers of logs, which never change.
    let numbers = Mutex<[String: Int64]>([:])

    /// Opens the database in a ledger's directory, making it if there is none.
    ///
    /// The caller holds the directory's lock.
    public convenience init(directory: LedgerDirectory) throws(LedgerError) {
        let path = "\(directory.path)/ledger.sqlite"
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "karaula.ledger"
            if access(path, F_OK) == 0 { try Self.examine(path) }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL after opening, so this must come later, and be believed only when read back.
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA wal_autocheckpoint = 4000;
                        PRAGMA journal_size_limit = 67108864;
                        """)
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                    throw LedgerError(
                        .refused, place: path, cause: "SQLite does not keep synchronous = FULL",
                        mend:
                            "Use Debian's libsqlite3; with this one, what was acknowledged could be lost in a power cut"
                    )
                }
                try Self.migrate(database)
                // What an earlier run could not sync is written and synced anew before anything is acknowledged.
                try database.checkpoint(.truncate)
            }
            try LedgerDirectory.synchronize(directory.path)
            self.init(path: path, database: pool)
        } catch {
            throw .database(error, path, doing: "open the database")
        }
    }

    /// Opens the database of a ledger that another process may be writing, for reading and for people's words about alarms.
    public convenience init(besides directory: String) throws(LedgerError) {
        let path = "\(directory)/ledger.sqlite"
        guard access(path, F_OK) == 0 else {
            throw LedgerError(
                .missing, place: directory, cause: "there is no ledger.sqlite in it",
                mend: "Give the ledger's directory with --state")
        }
        do {
            try Self.examine(path)
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            self.init(path: path, database: queue)
        } catch {
            throw .database(error, path, doing: "open the database")
        }
    }

    private init(path: String, database: any DatabaseWriter) {
        self.path = path
        self.database = database
    }

    /// Refuses what is no ledger of this version, without changing it.
    private static func examine(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            // A file that a crash left before its first transaction has neither.
            guard application == LedgerSchema.applicationID || (application == 0 && version == 0) else {
                throw LedgerError(
                    .corrupt, place: path, cause: "this is a database, but not a ledger's",
                    mend: "Give the ledger's directory with --state")
            }
            guard version <= LedgerSchema.version else {
                throw LedgerError(
                    .newerVersion, place: path,
                    cause:
                        "a later Karaula wrote this ledger (schema \(version), this one knows \(LedgerSchema.version))",
                    mend: "Install that version again; this ledger has not been touched")
            }
        }
        try queue.close()
    }

    private static func migrate(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        for step in version..<max(version, LedgerSchema.version) {
            try database.inTransaction {
                try LedgerSchema.steps[step](database)
                try database.execute(
                    sql: "PRAGMA application_id = \(LedgerSchema.applicationID); PRAGMA user_version = \(step + 1)")
                return .commit
            }
        }
    }

    /// The number of a log; `nil` if it is not stored.
    func number(of source: String, _ database: Database) throws -> Int64? {
        if let number = numbers.withLock({ $0[source] }) { return number }
        let number = try Int64.fetchOne(database, sql: "SELECT id FROM log WHERE source = ?", arguments: [source])
        if let number { numbers.withLock { $0[source] = number } }
        return number
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
        do { return try database.read(body) } catch { throw .database(error, path, doing: "read the ledger") }
    }
}
