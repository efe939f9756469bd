/// What a journal may be told when it is opened; the defaults are right for a site.
public struct JournalOptions: Sendable {
    /// How many drafts may wait for a commit before the newest that tell of no event are refused; default 10 000.
    public var pendingLimit: Int
    /// How many entries one transaction takes at most; default 1 000.
    public var batchLimit: Int
    /// How many bytes one recording may hold in memory while the disk is busy, unless a single frame is larger; default
    /// 8 MiB.
    public var recordingBuffer: Int
    /// How many bytes all recordings together may hold in memory whose event's opening is not committed yet; default
    /// 64 MiB. While commits fail, what goes beyond it is cut, counted and reported.
    public var unopenedRecordingBuffer: Int
    /// How many bytes of snapshots may wait for the disk; default 32 MiB.
    public var snapshotBuffer: Int
    /// How many seconds of footage may be lost to a power cut: the interval between two syncs; default 1.
    public var syncSeconds: Double
    /// How many seconds what was committed may wait for a checkpoint, unless an alarm brings one at once; default 60.
    public var checkpointSeconds: Double
    /// The file that holds the log's private key in PEM, provided from outside (a systemd credential); `nil`, the default,
    /// for one that the journal makes and keeps in its own directory.
    public var keyPath: String?
    /// How the journal keeps to its space and erases what is due; `nil`, the default, if somebody else does.
    public var storage: StorageOptions?
    /// Called, on a queue of the journal's own, for what must not go unheard: commits that fail, drafts refused,
    /// recordings abandoned or cut, what a crash left behind. By default nobody listens.
    public var report: @Sendable (JournalError) -> Void
    /// Whether a database that is damaged is set aside and a new log begins; tests of what damage looks like forbid it.
    package var replacesDamaged = true
    /// Whether a new log says by which key it is signed, in its first entry; tests that count entries leave it out.
    package var announcesKey = true
    /// How footage reaches the disk; tests let it fail.
    package var fileOperations = FileOperations.system

    /// Makes options.
    public init(
        pendingLimit: Int = 10_000, batchLimit: Int = 1_000, recordingBuffer: Int = 8 << 20,
        unopenedRecordingBuffer: Int = 64 << 20, snapshotBuffer: Int = 32 << 20, syncSeconds: Double = 1,
        checkpointSeconds: Double = 60, keyPath: String? = nil,
        storage: StorageOptions? = nil, report: @escaping @Sendable (JournalError) -> Void = { _ in }
    ) {
        self.pendingLimit = pendingLimit
        self.batchLimit = batchLimit
        self.recordingBuffer = recordingBuffer
        self.unopenedRecordingBuffer = unopenedRecordingBuffer
        self.snapshotBuffer = snapshotBuffer
        self.syncSeconds = syncSeconds
        self.checkpointSeconds = checkpointSeconds
        self.keyPath = keyPath
        self.storage = storage
        self.report = report
    }
}
