import GRDB
import Timekeeping

extension Journal {
    /// What a journal stands on when it is opened: the lock, the database, the log's key.
    ///
    /// Nothing has been appended yet, so that it can be let go of and laid once more.
    struct Ground {
        let lock: DirectoryLock
        let pool: DatabasePool
        let replaced: DamagedJournal.SetAside?
        let reader: JournalReader
        let keys: KeyStore
        let opening: LogOpening

        init(
            _ paths: JournalPaths, site: String, clock: any SiteClock, options: JournalOptions
        ) throws(JournalError) {
            lock = try DirectoryLock(directory: paths.directory)
            (pool, replaced) = try Self.openDatabase(paths, site: site, at: clock.reading().utc, options: options)
            try Disk.makeDirectory(paths.recordings)
            try Self.secureNames(paths, options.fileOperations)
            reader = JournalReader(database: pool, paths: paths, isLive: true)
            keys = KeyStore(paths: paths, providedAt: options.keyPath, origin: try reader.origin())
            opening = try LogOpening(reader: reader, keys: keys, time: clock.reading().utc, report: options.report)
        }

        /// Opens the database; one that is damaged, or that somebody wants to be done with, is set aside, and a new one begins in
        /// its place.
        private static func openDatabase(
            _ paths: JournalPaths, site: String, at time: UTCTime, options: JournalOptions
        ) throws(JournalError) -> (DatabasePool, DamagedJournal.SetAside?) {
            var replaced = try Renewal.carryOut(paths, at: time)
            if replaced == nil { replaced = try DamagedJournal.unfinishedReplacement(paths) }
            if let replaced {
                let pool = try JournalDatabase.open(
                    paths, site: site, created: time.nanoseconds, generation: replaced.generation)
                return (pool, replaced)
            }
            do throws(JournalError) {
                return (try JournalDatabase.open(paths, site: site, created: time.nanoseconds), nil)
            } catch  where error.code == .corrupt && options.replacesDamaged {
                let replaced = try DamagedJournal.setAside(paths, because: error, at: time)
                options.report(
                    JournalError(
                        code: .corrupt, place: error.place,
                        cause: "\(error.cause); it was set aside as \(replaced.name)",
                        mend:
                            "A new log has begun; see what is left of the old one: karaulactl journal salvage \(replaced.name)"
                    ))
                let pool = try JournalDatabase.open(
                    paths, site: site, created: time.nanoseconds, generation: replaced.generation)
                return (pool, replaced)
            }
        }

        /// Makes durable what an earlier run had named (database, keys, days of recordings) when it was killed before it synced
        /// the directory: this run builds on it, and does not make it again.
        private static func secureNames(_ paths: JournalPaths, _ operations: FileOperations) throws(JournalError) {
            if try Disk.kind(of: paths.keys) == .directory { try operations.synchronizeDirectory(paths.keys) }
            try operations.synchronizeDirectory(paths.recordings)
            try operations.synchronizeDirectory(paths.directory)
        }
    }
}
