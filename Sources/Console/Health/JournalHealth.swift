public import Journal

/// The journal in ``HealthDocument``.
public struct JournalHealth: Codable, Sendable, Hashable {
    /// The `seq` of the newest committed entry; 0 before the first.
    public var head: Int64
    /// Entries not yet committed.
    public var pending: Int
    /// Seconds for which the oldest of them has waited.
    public var oldestPendingAgeSeconds: Double?
    /// Why commits fail now; left out while they succeed.
    public var failure: String?
    /// The folder of the journal, to which the paths of snapshots and recordings are relative.
    public var directory: String
    /// The version of the database's schema.
    public var schemaVersion: Int
    /// Recordings being written now.
    public var openRecordings: Int
    /// Bytes of recordings written since the daemon started.
    public var recordingBytes: Int64
    /// Entries refused since the daemon started, because too many waited.
    public var refused: Int
    /// The disk and what was erased; left out if the journal does not look after them.
    public var storage: StorageHealth?

    /// Tells `status` in the words of the document.
    public init(_ status: JournalStatus) {
        head = status.head
        pending = status.pending
        oldestPendingAgeSeconds = status.oldestPendingAge?.finite
        failure = status.failure
        directory = status.directory
        schemaVersion = status.schemaVersion
        openRecordings = status.openRecordings
        recordingBytes = status.recordingBytes
        refused = status.refused
        storage = status.storage.map { StorageHealth($0) }
    }

    private enum CodingKeys: String, CodingKey {
        case head, pending
        case oldestPendingAgeSeconds = "oldest_pending_age_seconds"
        case failure, directory
        case schemaVersion = "schema_version"
        case openRecordings = "open_recordings"
        case recordingBytes = "recording_bytes"
        case refused, storage
    }
}
