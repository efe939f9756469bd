import Dispatch
import GRDB
import Glibc

/// Opens, creates and examines the database file.
///
/// Invariants: a file that this program cannot use is never written to; `journal.sqlite` appears under its name only
/// when it is complete; a connection that writes has `synchronous` = FULL, read back.
enum JournalDatabase {
    /// Databases up to this size are checked page by page when they are opened.
    static let quickCheckLimit: Int64 = 64 << 20

    /// Opens for writing, creating a journal for `site` if there is none.
    static func open(
        _ paths: JournalPaths, site: String, created: Int64, generation: Int64 = 1
    ) throws(JournalError) -> DatabasePool {
        let path = paths.database
        if try Disk.kind(of: path) == nil {
            guard try Disk.kind(of: paths.writeAheadLog) == nil else {
                throw .corrupt(path, cause: "the database is missing, but its write-ahead log is there")
            }
            try create(paths, site: site, created: created, generation: generation)
        }
        try examine(paths, site: site, isWriter: true)
        do {
            var configuration = Configuration()
            configuration.targetQueue = .global()
            configuration.busyMode = .timeout(5)
            configuration.label = "karaula.journal"
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL after opening, so this must come later, and be believed only when read back.
            let synchronous = try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA wal_autocheckpoint = 1000;
                        PRAGMA journal_size_limit = 16777216;
                        PRAGMA secure_delete = ON;
                        """)
                try migrate(database)
                try secure(database)
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard synchronous == 2 else {
                throw JournalError(
                    code: .refused, place: path,
                    cause: "SQLite does not keep synchronous = FULL (it reads back \(synchronous ?? -1))",
                    mend: "Use Debian's libsqlite3; with this one, committed entries could be lost in a power cut")
            }
            return pool
        } catch let error as JournalError {
            throw error
        } catch {
            throw .database(error, path, doing: "open the database")
        }
    }

    /// Opens for reading alone, on a live journal as on a copy.
    static func openReadOnly(_ paths: JournalPaths) throws(JournalError) -> DatabaseQueue {
        try examine(paths, site: nil, isWriter: false)
        return try readOnlyQueue(paths)
    }

    private static func readOnlyQueue(_ paths: JournalPaths) throws(JournalError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.targetQueue = .global()
        configuration.busyMode = .timeout(5)
        configuration.label = "karaula.journal.reader"
        do {
            let path = try isSealed(paths) ? immutable(paths.database) : paths.database
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as JournalError {
            throw error
        } catch {
            throw .database(error, paths.database, doing: "open the database")
        }
    }

    /// Whether the journal lies where nothing can be written, closed in good order: SQLite then cannot make the shared
    /// memory that it needs beside a write-ahead log, and needs none.
    private static func isSealed(_ paths: JournalPaths) throws(JournalError) -> Bool {
        guard access(paths.directory, W_OK) != 0, try Disk.kind(of: paths.sharedMemory) == nil else { return false }
        guard try Disk.kind(of: paths.writeAheadLog) != nil else { return true }
        return try Disk.size(of: paths.writeAheadLog) == 0
    }

    /// The URI by which SQLite opens a file that nobody changes.
    private static func immutable(_ path: String) -> String {
        var escaped = ""
        for character in path.unicodeScalars {
            switch character {
            case "%": escaped += "%25"
            case "?": escaped += "%3f"
            case "#": escaped += "%23"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "file:\(escaped)?immutable=1"
    }

    private static func create(
        _ paths: JournalPaths, site: String, created: Int64, generation: Int64
    ) throws(JournalError) {
        // What an interrupted creation left was never a journal.
        for leftover in [paths.unfinishedDatabase, "\(paths.unfinishedDatabase)-journal"] where unlink(leftover) != 0 {
            guard errno == ENOENT else { throw .system(errno, leftover, doing: "remove an unfinished database") }
        }
        do {
            let queue = try DatabaseQueue(path: paths.unfinishedDatabase)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA application_id = \(Schema.applicationID)")
                try migrate(database)
                try database.execute(
                    sql: "INSERT INTO journal (id, site, created, generation) VALUES (1, ?, ?, ?)",
                    arguments: [site, created, generation])
            }
            try queue.close()
        } catch {
            throw .database(error, paths.unfinishedDatabase, doing: "create the database")
        }
        try Disk.rename(paths.unfinishedDatabase, to: paths.database)
        try Disk.synchronizeDirectory(paths.directory)
    }

    /// Brings everything that the write-ahead log holds into the database, and empties the log.
    ///
    /// After a failed fsync the kernel may hold pages of the log that it takes for written and that are not; what is
    /// appended behind them would be lost with them in a power cut. So nothing is appended behind what was found: it is
    /// written and synced anew, into the database, before anything new is acknowledged.
    private static func secure(_ database: Database) throws {
        do {
            try truncateLog(database)
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL].contains(error.resultCode)
        {
            // A reader holds the log, or the disk is full: neither made the kernel forget anything.
            return
        }
    }

    /// Empties the write-ahead log, which keeps what was erased until then.
    ///
    /// Waits no more than a moment for readers: commits wait behind it.
    static func truncateLog(_ database: Database) throws {
        try database.execute(sql: "PRAGMA busy_timeout = 250")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = 5000") }  // fails only with the connection itself
        try database.checkpoint(.truncate)
    }

    private static func migrate(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        for step in version..<max(version, Schema.version) {
            try database.inTransaction {
                try Schema.steps[step](database)
                try database.execute(sql: "PRAGMA user_version = \(step + 1)")
                return .commit
            }
        }
    }

    /// Looks at a database without changing it, and refuses what is no journal of this site and version.
    private static func examine(_ paths: JournalPaths, site: String?, isWriter: Bool) throws(JournalError) {
        let path = paths.database
        switch try Disk.kind(of: path) {
        case .file: break
        case nil:
            throw JournalError(
                code: .missing, place: paths.directory, cause: "there is no journal.sqlite in it",
                mend: "Give the directory of a journal (by default /var/lib/karaula)")
        default:
            throw JournalError(
                code: .wrongType, place: path, cause: "it is not a file", mend: "Move it out of the way")
        }
        if isWriter {
            try Disk.requireWritable(path)
            try requireHeader(path)
        }
        let isSuspect = isWriter ? try DamagedJournal.isMarked(paths) : false
        let isSmall = try Disk.size(of: path) <= quickCheckLimit
        let queue = try readOnlyQueue(paths)
        do {
            try queue.read { database in
                try requireJournal(database, path)
                if let site { try requireSite(site, database, path) }
                if isWriter && (isSmall || isSuspect) { try requireIntact(database, path) }
            }
            try queue.close()
            if isSuspect { try DamagedJournal.removeMark(paths) }
        } catch let error as JournalError {
            throw error
        } catch {
            throw .database(error, path, doing: "read the database")
        }
    }

    /// Only a writer, which holds the lock, looks at the file itself: closing it lets go of this process's POSIX locks,
    /// and SQLite has none on it yet.
    private static func requireHeader(_ path: String) throws(JournalError) {
        var header: [UInt8] = []
        try Disk.read(path, pieces: 100) { piece in
            header = Array(piece)
            return false
        }
        guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .corrupt(path, cause: header.isEmpty ? "the file is empty" : "this is not a database")
        }
    }

    private static func requireJournal(_ database: Database, _ path: String) throws {
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id")
        guard application == Schema.applicationID else {
            throw JournalError.corrupt(path, cause: "this is a database, but not a journal")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw JournalError(
                code: .newerVersion, place: path,
                cause: "a later Karaula wrote this journal (schema \(version), this one knows \(Schema.version))",
                mend: "Install that version again, or give another --state; this journal has not been touched")
        }
    }

    private static func requireSite(_ site: String, _ database: Database, _ path: String) throws {
        let owner = try String.fetchOne(database, sql: "SELECT site FROM journal WHERE id = 1")
        guard let owner else { throw JournalError.corrupt(path, cause: "it does not say which site it belongs to") }
        guard owner == site else {
            throw JournalError(
                code: .otherSite, place: path, cause: "this is the journal of site '\(owner)', not of '\(site)'",
                mend: "Correct 'site' in the configuration, or give this site a --state of its own")
        }
    }

    private static func requireIntact(_ database: Database, _ path: String) throws {
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard answer == "ok" else { throw JournalError.corrupt(path, cause: "damaged: \(answer ?? "no answer")") }
    }
}
