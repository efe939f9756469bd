import GRDB
import Synchronization
public import Timekeeping

/// The append-only log of a site, with the events it adds up to and the files that belong to them.
///
/// Invariants:
/// - An entry that was reported as committed is on the disk: it survives SIGKILL and power loss.
/// - `seq` counts 1, 2, 3 … without gaps, in the order of the calls of `append`; no entry is ever changed or deleted.
/// - The projection of events changes in the transaction of the entry that changes it.
/// - A row names a file only after the file and its directory are synced.
/// - What cannot be committed now stays in line, in order, and is committed when it can be; only when the line is full
///   are drafts refused, the newest that tell of no event first, and each is told so.
/// - One process writes a journal. It never writes to one that it does not understand.
/// - Nothing that is open, on hold or not delivered is erased; what is erased leaves its record, and an entry tells of it.
/// - After opening, every event of an earlier run has an end, every recording a state, every file a row or an entry.
///
/// No call but `open`, those of `reader` and those about deliveries waits for the disk.
public final class Journal: Sendable {
    let paths: JournalPaths
    let clock: any SiteClock
    let pool: DatabasePool
    private let synchronous: Int
    let committer: Committer
    let keeper: MediaKeeper
    let keys: KeyStore
    let housekeeper: Housekeeper?
    let lifeSign: LifeSign
    private let tokens: EventTokenMaker
    let lock: Mutex<DirectoryLock?>
    /// Whether the log's key is being changed; one change at a time.
    let isRotating = Atomic(false)

    init(
        paths: JournalPaths, clock: any SiteClock, pool: DatabasePool, synchronous: Int, committer: Committer,
        keeper: MediaKeeper, keys: KeyStore, housekeeper: Housekeeper?, lifeSign: LifeSign, tokens: EventTokenMaker,
        lock: DirectoryLock
    ) {
        self.paths = paths
        self.clock = clock
        self.pool = pool
        self.synchronous = synchronous
        self.committer = committer
        self.keeper = keeper
        self.keys = keys
        self.housekeeper = housekeeper
        self.lifeSign = lifeSign
        self.tokens = tokens
        self.lock = Mutex(lock)
    }

    // MARK: Appending

    /// Appends an entry; never waits.
    ///
    /// The completion is called once, on a queue of the journal's, in the order of the calls: with the entry when it is
    /// durable, or with the reason why it never will be. While commits fail it simply takes longer; see `status`.
    public func append(
        _ draft: EntryDraft, completion: (@Sendable (Result<Entry, JournalError>) -> Void)? = nil
    ) {
        let place = paths.database
        committer.submit(draft: draft, step: draft.event.map { .draft($0) } ?? .none) { answer in
            // Work with a draft that succeeds always answers with its entry.
            completion?(answer.flatMap { entry in entry.map { .success($0) } ?? .failure(.closed(place)) })
        }
    }

    /// Appends an entry and returns it when it is durable.
    ///
    /// - Throws: `JournalError` if it never will be.
    @discardableResult
    public func append(_ draft: EntryDraft) async throws(JournalError) -> Entry {
        let answer = await withCheckedContinuation { continuation in
            append(draft) { continuation.resume(returning: $0) }
        }
        return try answer.get()
    }

    /// A name for an event that is about to be opened.
    public func makeEventToken() -> EventToken {
        tokens.make()
    }

    // MARK: Files

    /// Stores a snapshot of an event, durably, and appends an `event.snapshot` entry; never waits.
    ///
    /// Call it after the call of `append` that opens the event; that entry need not be committed yet, and the event may be
    /// closed already. The file is made when the opening is committed. If the opening was refused, or none was appended,
    /// the snapshot is refused at once.
    public func storeSnapshot(
        _ jpeg: [UInt8], of token: EventToken, camera: String, taken: TimeReading,
        completion: (@Sendable (Result<Entry, JournalError>) -> Void)? = nil
    ) {
        keeper.store(jpeg, token: token, camera: camera, taken: taken, completion: completion)
    }

    /// Begins a recording of an event; never waits.
    ///
    /// Call it after the call of `append` that opens the event; that entry need not be committed yet. Frames may be
    /// appended at once; the file is made when the opening is committed. If the opening was refused, or none was
    /// appended, the recording is given up at once, and reported. The caller ends it with `finish(reason:)`, also after
    /// the event has been closed.
    public func beginRecording(of token: EventToken, camera: String, began: TimeReading) -> RecordingWriter {
        keeper.begin(token: token, camera: camera, began: began)
    }

    // MARK: Reading

    /// Reads this journal while it is being written.
    public var reader: JournalReader { JournalReader(database: pool, paths: paths, isLive: true) }

    /// `seq` of the newest committed entry; 0 for an empty journal.
    public var head: Int64 { committer.head }

    /// How the journal is doing; never waits.
    public var status: JournalStatus {
        let state = committer.state
        return JournalStatus(
            head: state.head, pending: state.pending,
            oldestPendingAge: state.oldest.map { max(0, clock.now().seconds(since: $0)) },
            failure: state.failure?.description, schemaVersion: Schema.version, directory: paths.directory,
            openRecordings: keeper.openRecordings, recordingBytes: keeper.writtenBytes, synchronous: synchronous,
            refused: state.refused, storage: housekeeper?.status)
    }

    /// The head now, and after each commit that moves it or signs it; a slow reader sees only the newest. Ends when the
    /// journal is closed.
    public func commits() -> AsyncStream<Int64> { committer.follow() }

    /// How many transactions have been committed.
    package var transactions: Int { committer.transactions }

    /// Lets SQLite's own limit stand in for a full disk: nothing grows the database beyond so many pages (of 4096 bytes).
    package func limitDatabase(toPages pages: Int) throws(JournalError) {
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        } catch {
            throw .database(error, paths.database, doing: "limit the database")
        }
    }
}
