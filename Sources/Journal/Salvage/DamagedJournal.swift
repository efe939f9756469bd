import GRDB
import Glibc
import MerkleLog
import Timekeeping

/// Sets a database aside that can no longer be used, so that the guard goes on with a new one.
///
/// Invariants: nothing of the old database is overwritten, and nothing of it is changed but its name; the new log is another
/// generation, so that its entries are not taken for the old one's.
enum DamagedJournal {
    /// What was set aside, for the new log's entry about it.
    struct SetAside: Sendable {
        var name: String
        var cause: String
        var generation: Int64

        /// The payload of the entry `journal.replaced`.
        var payload: CanonicalValue {
            ["set_aside": .string(name), "cause": .string(cause), "generation": .integer(generation)]
        }
    }

    static let prefix = "journal.sqlite.damaged-"

    /// Renames the database and what belongs to it.
    static func setAside(_ paths: JournalPaths, because error: JournalError, at time: UTCTime) throws(JournalError)
        -> SetAside
    {
        let stamp = String(time.rfc3339.prefix(19).filter { $0 != ":" && $0 != "-" })
        let earlier = try Disk.names(in: paths.directory).filter { $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") }
        var name = "\(prefix)\(stamp)Z"
        var attempt = 2
        while try Disk.kind(of: "\(paths.directory)/\(name)") != nil {
            name = "\(prefix)\(stamp)Z-\(attempt)"
            attempt += 1
        }
        // What it says of its generation may be damaged as well; the files that lie here cannot be fewer than there were.
        let known = generation(of: paths) ?? 1
        // The log goes first: without its database it is never mistaken for the new one's.
        if try Disk.kind(of: paths.writeAheadLog) != nil {
            try Disk.rename(paths.writeAheadLog, to: "\(paths.directory)/\(name)-wal")
        }
        if try Disk.kind(of: paths.sharedMemory) != nil, unlink(paths.sharedMemory) != 0 {
            throw .system(errno, paths.sharedMemory, doing: "remove the damaged database's shared memory")
        }
        if try Disk.kind(of: paths.database) != nil {
            try Disk.rename(paths.database, to: "\(paths.directory)/\(name)")
        }
        try removeMark(paths)
        try Disk.synchronizeDirectory(paths.directory)
        return SetAside(name: name, cause: error.cause, generation: max(known, Int64(earlier.count) + 1) + 1)
    }

    private static func generation(of paths: JournalPaths) -> Int64? {
        var configuration = Configuration()
        configuration.readonly = true
        // Whatever fails here, it is the damage that is being dealt with.
        guard let queue = try? DatabaseQueue(path: paths.database, configuration: configuration) else { return nil }
        defer { try? queue.close() }  // nothing was written
        return (try? queue.read { try Int64.fetchOne($0, sql: "SELECT generation FROM journal WHERE id = 1") }) ?? nil
    }

    // MARK: The mark of a database that failed while it was used

    /// Notes that the database was found damaged while it was used, so that the next start looks at all of it.
    static func mark(_ paths: JournalPaths) throws(JournalError) {
        let descriptor = try Disk.open(paths.damageMark, O_WRONLY | O_CREAT, doing: "note that the database is damaged")
        close(descriptor)
    }

    static func isMarked(_ paths: JournalPaths) throws(JournalError) -> Bool {
        try Disk.kind(of: paths.damageMark) != nil
    }

    static func removeMark(_ paths: JournalPaths) throws(JournalError) {
        guard unlink(paths.damageMark) == 0 || errno == ENOENT else {
            throw .system(errno, paths.damageMark, doing: "remove the mark of a damaged database")
        }
    }
}
