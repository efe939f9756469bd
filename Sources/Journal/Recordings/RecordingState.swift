/// How far a recording got.
public enum RecordingState: String, Sendable, Hashable, CaseIterable {
    /// It takes frames.
    case open
    /// It is complete: synced, hashed and indexed.
    case sealed
    /// Writing or syncing failed; it holds the frames up to the last sync that succeeded.
    case abandoned
    /// The process ended while it was open; it holds the frames up to the last complete one.
    case crashed
    /// The row is there, but the file is not.
    case lost
}
