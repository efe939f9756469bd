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
        let isThere = try Disk.kind(of: paths.database) != nil
        var name = try freshName(stamp, paths)
        if !isThere, let unfinished = try unfinished(paths) { name = unfinished }
        // What it says of its generation may be damaged as well; the files that lie here cannot be fewer than there were.
        let known = generation(of: paths.database) ?? 1
        // The database goes first, and for good before its log does: without the log it could open as if it were whole, and
        // a log without a database is refused at the next start, which finishes this.
        if isThere {
            try Disk.rename(paths.database, to: "\(paths.directory)/\(name)")
            try Disk.synchronizeDirectory(paths.directory)
        }
        if try Disk.kind(of: paths.writeAheadLog) != nil {
            try Disk.rename(paths.writeAheadLog, to: "\(paths.directory)/\(name)-wal")
        }
        if try Disk.kind(of: paths.sharedMemory) != nil, unlink(paths.sharedMemory) != 0 {
            throw .system(errno, paths.sharedMemory, doing: "remove the damaged database's shared memory")
        }
        try removeMark(paths)
        try Disk.synchronizeDirectory(paths.directory)
        return SetAside(name: name, cause: error.cause, generation: max(known, Int64(earlier.count) + 1) + 1)
    }

    /// What an earlier start set aside when it ended before the new database was there; `nil` if there is nothing like that.
    static func unfinishedReplacement(_ paths: JournalPaths) throws(JournalError) -> SetAside? {
        guard try Disk.kind(of: paths.database) == nil, try Disk.kind(of: paths.writeAheadLog) == nil else {
            return nil
        }
        let names = try Disk.names(in: paths.directory).filter { $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") }
        guard let newest = names.max() else { return nil }
        let known = generation(of: "\(paths.directory)/\(newest)") ?? 1
        return SetAside(
            name: newest, cause: "it was set aside by a start that ended before a new one was there",
            generation: max(known, Int64(names.count)) + 1)
    }

    /// When a file of this name was set aside.
    static func time(of name: String) -> UTCTime? {
        let stamp = Array(name.dropFirst(prefix.count).prefix(16))
        guard stamp.count == 16 else { return nil }
        let parts = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].map { String(stamp[$0]) }
        return UTCTime(rfc3339: "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z")
    }

    private static func freshName(_ stamp: String, _ paths: JournalPaths) throws(JournalError) -> String {
        var name = "\(prefix)\(stamp)Z"
        var attempt = 2
        while try Disk.kind(of: "\(paths.directory)/\(name)") != nil {
            name = "\(prefix)\(stamp)Z-\(attempt)"
            attempt += 1
        }
        return name
    }

    /// The newest database that was set aside and has no log beside it: a start before may have ended between the two.
    private static func unfinished(_ paths: JournalPaths) throws(JournalError) -> String? {
        let names = try Disk.names(in: paths.directory).filter { $0.hasPrefix(prefix) }
        return names.last { !$0.hasSuffix("-wal") && !names.contains("\($0)-wal") }
    }

    private static func generation(of path: String) -> Int64? {
        var configuration = Configuration()
        configuration.readonly = true
        let opened = try? DatabaseQueue(path: path, configuration: configuration)  // the damage dealt with
        guard let queue = opened else { return nil }
        defer { try? queue.close() }  // nothing was written
        let sql = "SELECT generation FROM journal WHERE id = 1"
        let generation = try? queue.read { try Int64.fetchOne($0, sql: sql) }  // the damage that is being dealt with
        return generation.flatMap(\.self)
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
