public import Timekeeping

/// How the disk of a journal is doing, and what was erased.
public struct StorageStatus: Sendable, Hashable {
    /// Something that is wrong now.
    public struct Trouble: Sendable, Hashable {
        /// What.
        public var condition: StorageCondition
        /// Since when.
        public var since: UTCTime
        /// In words, with figures.
        public var detail: String

        /// Makes a trouble.
        public init(condition: StorageCondition, since: UTCTime, detail: String) {
            self.condition = condition
            self.since = since
            self.detail = detail
        }
    }

    /// Whether the reserve is there.
    public enum Reserve: String, Sendable, Hashable, CaseIterable {
        /// None is configured.
        case none
        /// It is set aside.
        case kept
        /// It was released, or could not be made yet.
        case gone
    }

    /// Free bytes of the file system, at the last look.
    public var freeBytes: Int64 = 0
    /// Bytes of the whole file system.
    public var totalBytes: Int64 = 0
    /// What is wrong now, the oldest first.
    public var troubles: [Trouble] = []
    /// Whether recordings are taken.
    public var isRecording = true
    /// Whether the reserve is there.
    public var reserve = Reserve.none
    /// Seconds until recording would have to stop at the present rate; `nil` if it would not, or nobody knows yet.
    public var fullInSeconds: Double?
    /// Bytes of recordings kept, at the last sweep.
    public var recordingBytes: Int64 = 0
    /// Bytes of snapshots kept, at the last sweep.
    public var snapshotBytes: Int64 = 0
    /// Bytes of the database, at the last sweep.
    public var databaseBytes: Int64 = 0
    /// Recordings, snapshots and orphans erased since the journal was opened.
    public var erasedFiles = 0
    /// Bytes of them.
    public var erasedBytes: Int64 = 0
    /// Payloads erased since the journal was opened.
    public var erasedPayloads = 0
    /// Files that should have been erased by their age, and that a destination has not been told of.
    public var overdueUndelivered = 0
    /// Files that should have been erased by their age, and are on hold.
    public var overdueHeld = 0
    /// Bytes of databases that were found damaged and set aside; nothing erases them, for they may know of holds.
    public var damagedBytes: Int64 = 0
    /// When the first of them was set aside; `nil` if there is none.
    public var damagedSince: UTCTime?
    /// When the last sweep ended; `nil` before the first.
    public var lastSweep: UTCTime?

    /// Makes a status of which nothing is known yet.
    public init() {}
}
