import GRDB
public import Timekeeping

extension Journal {
    /// Opens the journal of `site` in `directory` for writing, and makes both if they are not there.
    ///
    /// Waits for the disk. Events and recordings that an earlier run left open are closed with reason `"crashed"`. If the
    /// disk is full, the reserve is released to open nevertheless, and what cannot be committed waits until it can.
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
        let ground: Ground
        do throws(JournalError) {
            ground = try Ground(paths, site: site, clock: clock, options: options)
        } catch  where error.code == .full {
            let reserve = ReserveFile(paths: paths, size: 0)
            guard try Disk.kind(of: reserve.path) == .file else { throw error }
            try reserve.release()
            options.report(
                JournalError(
                    code: .full, place: error.place,
                    cause: "\(error.cause); the reserve was released to start all the same",
                    mend: error.mend))
            ground = try Ground(paths, site: site, clock: clock, options: options)
        }
        let (pool, reader, opening) = (ground.pool, ground.reader, ground.opening)
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
        if let replaced = ground.replaced {
            committer.submit(
                draft: EntryDraft(kind: .journalReplaced, time: clock.reading(), payload: replaced.payload), step: .none
            )
        }
        try Recovery(paths: paths, committer: committer, clock: clock, report: options.report).run()
        if let failure = committer.flushAndWait() { options.report(failure) }
        committer.waitForAnswers()
        housekeeper?.start()
        let lifeSign = LifeSign(paths: paths, clock: clock, report: options.report)
        lifeSign.start()
        return Journal(
            paths: paths, clock: clock, pool: pool, synchronous: 2, committer: committer, keeper: keeper,
            keys: ground.keys, housekeeper: housekeeper, lifeSign: lifeSign, tokens: tokens, lock: ground.lock)
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
