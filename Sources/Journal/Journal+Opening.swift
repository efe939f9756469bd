import GRDB
public import Timekeeping

extension Journal {
    /// Opens the journal of `site` in `directory` for writing, and makes both if they are not there.
    ///
    /// Waits for the disk. Events and recordings that an earlier run left open are closed with reason `"crashed"`. If the
    /// disk is full, the journal opens nevertheless and commits that when it can.
    ///
    /// A database that is damaged is set aside, never overwritten, and a new log begins, which says so in an entry.
    ///
    /// - Throws: `JournalError`: the directory above is missing, something may not be written, the journal is another
    ///   site's, a later version's, or open elsewhere. Nothing has been changed then.
    public static func open(
        directory: String, site: String, clock: any SiteClock, options: JournalOptions = JournalOptions()
    ) throws(JournalError) -> Journal {
        let paths = JournalPaths(directory)
        guard !site.isEmpty else {
            throw .refused(paths.directory, cause: "the site has no name", mend: "Set 'site' in the configuration")
        }
        try prepare(paths)
        let lock = try DirectoryLock(directory: paths.directory)
        let (pool, replaced) = try openDatabase(paths, site: site, at: clock.reading().utc, options: options)
        try Disk.makeDirectory(paths.recordings)
        try secureNames(paths, options.fileOperations)

        let reader = JournalReader(database: pool, paths: paths, isLive: true)
        let keys = KeyStore(paths: paths, providedAt: options.keyPath, origin: try reader.origin())
        let opening = try LogOpening(reader: reader, keys: keys, report: options.report)
        let committer = Committer(pool: pool, path: paths.database, log: opening.state, clock: clock, options: options)
        let keeper = MediaKeeper(paths: paths, committer: committer, clock: clock, options: options)
        let newest = try reader.newestTime()
        let tokens = EventTokenMaker()
        let housekeeper = options.storage.map { storage in
            Housekeeper(
                paths: paths, options: storage, committer: committer, keeper: keeper, clock: clock,
                retentionClock: RetentionClock(newest: newest, began: clock.now()), report: options.report,
                makeToken: { tokens.make() })
        }
        if options.announcesKey { opening.submit(to: committer, at: clock.reading()) }
        if let replaced {
            committer.submit(
                draft: EntryDraft(kind: .journalReplaced, time: clock.reading(), payload: replaced.payload), step: .none
            )
        }
        try Recovery(paths: paths, committer: committer, clock: clock, report: options.report).run()
        if let failure = committer.flushAndWait() { options.report(failure) }
        committer.waitForAnswers()
        housekeeper?.start()
        return Journal(
            paths: paths, clock: clock, pool: pool, synchronous: 2, committer: committer, keeper: keeper, keys: keys,
            housekeeper: housekeeper, tokens: tokens, lock: lock)
    }

    /// Opens the journal in `directory` for reading alone, also while a daemon writes it.
    ///
    /// - Throws: `JournalError`: there is none, it may not be read, it is a later version's, or no journal at all.
    public static func openReadOnly(directory: String) throws(JournalError) -> JournalReader {
        let paths = JournalPaths(directory)
        return JournalReader(
            database: try JournalDatabase.openReadOnly(paths), paths: paths,
            isLive: DirectoryLock.isHeld(directory: paths.directory))
    }

    /// Opens the database; one that is damaged is set aside, and a new one begins in its place.
    private static func openDatabase(
        _ paths: JournalPaths, site: String, at time: UTCTime, options: JournalOptions
    ) throws(JournalError) -> (DatabasePool, DamagedJournal.SetAside?) {
        do throws(JournalError) {
            return (try JournalDatabase.open(paths, site: site, created: time.nanoseconds), nil)
        } catch  where error.code == .corrupt && options.replacesDamaged {
            let replaced = try DamagedJournal.setAside(paths, because: error, at: time)
            options.report(
                JournalError(
                    code: .corrupt, place: error.place, cause: "\(error.cause); it was set aside as \(replaced.name)",
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

    private static func prepare(_ paths: JournalPaths) throws(JournalError) {
        switch try Disk.kind(of: paths.directory) {
        case .directory: break
        case nil:
            guard try Disk.kind(of: Disk.parent(of: paths.directory)) == .directory else {
                throw JournalError(
                    code: .missing, place: paths.directory, cause: "neither it nor the directory above it exists",
                    mend: "Create \(Disk.parent(of: paths.directory)), or correct --state")
            }
            try Disk.makeDirectory(paths.directory)
        default:
            throw JournalError(
                code: .wrongType, place: paths.directory, cause: "it is not a directory",
                mend: "Move it out of the way, or correct --state")
        }
        try Disk.requireWritable(paths.directory)
    }
}
