import Timekeeping

/// What a commit changes in the rows about files.
enum MediaChange: Sendable {
    /// A recording's file exists, durably.
    case recordingOpened(event: Int64, camera: String, path: String, began: UTCTime)
    /// A recording takes no more frames; its row must be there if it has a path.
    case recordingEnded(path: String, RecordingOutcome)
    /// A snapshot's file exists, durably.
    case snapshotStored(event: Int64, camera: String, path: String, taken: UTCTime, bytes: Int64, sha256: [UInt8])
    /// Erased files are gone from the disk, durably.
    case garbageGone([String])
}
