public import Journal
import Timekeeping

/// The disk of the journal in ``HealthDocument``.
public struct StorageHealth: Codable, Sendable, Hashable {
    /// Something that is wrong now.
    public struct Trouble: Codable, Sendable, Hashable {
        /// `filling`, `low`, `full`, `no-inodes`, `read-only`, `failing` or `missing`.
        public var condition: String
        /// Since when, RFC 3339 in UTC.
        public var since: String
        /// In words, with figures.
        public var detail: String
        /// What to do about it.
        public var mend: String
    }

    /// Free bytes of the file system.
    public var freeBytes: Int64
    /// Bytes of the whole file system.
    public var totalBytes: Int64
    /// Whether recordings are taken.
    public var recording: Bool
    /// `kept`, `gone` or `none`.
    public var reserve: String
    /// Seconds until recording would have to stop at the present rate; left out if it would not, or nobody knows yet.
    public var fullInSeconds: Double?
    /// What is wrong now; empty if nothing is.
    public var troubles: [Trouble]
    /// Bytes of recordings kept.
    public var recordingBytes: Int64
    /// Bytes of snapshots kept.
    public var snapshotBytes: Int64
    /// Bytes of the database.
    public var databaseBytes: Int64
    /// Files erased since the daemon started.
    public var erasedFiles: Int
    /// Payloads erased since the daemon started.
    public var erasedPayloads: Int
    /// Files past their age that a destination has not been told of.
    public var overdueUndelivered: Int
    /// Files past their age that are on hold.
    public var overdueHeld: Int
    /// Bytes of databases that were found damaged and set aside; no time limit reaches them.
    public var damagedBytes: Int64
    /// When the first of them was set aside, RFC 3339 in UTC; left out if there is none.
    public var damagedSince: String?
    /// When what is due was last erased, RFC 3339 in UTC.
    public var lastSweep: String?

    /// Tells `status` in the words of the document.
    public init(_ status: StorageStatus) {
        freeBytes = status.freeBytes
        totalBytes = status.totalBytes
        recording = status.isRecording
        reserve = status.reserve.rawValue
        fullInSeconds = status.fullInSeconds?.finite
        troubles = status.troubles.map { trouble in
            Trouble(
                condition: trouble.condition.rawValue, since: trouble.since.rfc3339, detail: trouble.detail,
                mend: trouble.condition.mend)
        }
        recordingBytes = status.recordingBytes
        snapshotBytes = status.snapshotBytes
        databaseBytes = status.databaseBytes
        erasedFiles = status.erasedFiles
        erasedPayloads = status.erasedPayloads
        overdueUndelivered = status.overdueUndelivered
        overdueHeld = status.overdueHeld
        damagedBytes = status.damagedBytes
        damagedSince = status.damagedSince?.rfc3339
        lastSweep = status.lastSweep?.rfc3339
    }

    private enum CodingKeys: String, CodingKey {
        case freeBytes = "free_bytes"
        case totalBytes = "total_bytes"
        case recording, reserve
        case fullInSeconds = "full_in_seconds"
        case troubles
        case recordingBytes = "recording_bytes"
        case snapshotBytes = "snapshot_bytes"
        case databaseBytes = "database_bytes"
        case erasedFiles = "erased_files"
        case erasedPayloads = "erased_payloads"
        case overdueUndelivered = "overdue_undelivered"
        case overdueHeld = "overdue_held"
        case damagedBytes = "damaged_bytes"
        case damagedSince = "damaged_since"
        case lastSweep = "last_sweep"
    }
}
