/// How a journal is doing, for health and metrics.
public struct JournalStatus: Sendable, Hashable {
    /// `seq` of the newest committed entry; 0 for an empty journal.
    public var head: Int64
    /// Drafts taken but not yet committed.
    public var pending: Int
    /// Seconds since the oldest pending draft was taken; `nil` if none waits.
    public var oldestPendingAge: Double?
    /// Why commits fail now, with the mend; `nil` if they do not.
    public var failure: String?
    /// The version of the database's schema.
    public var schemaVersion: Int
    /// The directory of the journal.
    public var directory: String
    /// Recordings that take frames now.
    public var openRecordings: Int
    /// Bytes of recordings written to the disk since the journal was opened.
    public var recordingBytes: Int64
    /// SQLite's `synchronous` as read back from the connection that writes; 2 (FULL) in every running journal.
    public var synchronous: Int
    /// Drafts refused since the journal was opened, because too many waited.
    public var refused: Int
    /// The disk and what was erased; `nil` if the journal does not look after them.
    public var storage: StorageStatus?

    /// Makes a status from its parts.
    public init(
        head: Int64, pending: Int, oldestPendingAge: Double?, failure: String?, schemaVersion: Int, directory: String,
        openRecordings: Int, recordingBytes: Int64, synchronous: Int, refused: Int = 0,
        storage: StorageStatus? = nil
    ) {
        self.head = head
        self.pending = pending
        self.oldestPendingAge = oldestPendingAge
        self.failure = failure
        self.schemaVersion = schemaVersion
        self.directory = directory
        self.openRecordings = openRecordings
        self.recordingBytes = recordingBytes
        self.synchronous = synchronous
        self.refused = refused
        self.storage = storage
    }
}
