public import Timekeeping

/// What the journal knows of one recording.
public struct RecordingSummary: Sendable, Hashable {
    /// The number of the recording in the journal.
    public var id: Int64
    /// The event it belongs to.
    public var event: Int64
    /// The camera.
    public var camera: String
    /// Where the file is, relative to the journal's directory.
    public var path: String
    /// How far it got.
    public var state: RecordingState
    /// UTC of its beginning.
    public var began: UTCTime
    /// How many frames it holds; 0 while it is open.
    public var frames: Int
    /// How many bytes it holds; 0 while it is open.
    public var bytes: Int64
    /// How many frames were not taken because the disk was too slow.
    public var cutFrames: Int
    /// SHA-256 of the file in lower-case hexadecimal; `nil` while it is open.
    public var sha256: String?
    /// Why it ended; `nil` while it is open.
    public var reason: String?
    /// The entry by which its file was erased; `nil` while it is kept.
    public var erased: Int64?

    /// Makes a summary from its parts.
    public init(
        id: Int64, event: Int64, camera: String, path: String, state: RecordingState, began: UTCTime, frames: Int,
        bytes: Int64, cutFrames: Int, sha256: String?, reason: String?, erased: Int64? = nil
    ) {
        self.id = id
        self.event = event
        self.camera = camera
        self.path = path
        self.state = state
        self.began = began
        self.frames = frames
        self.bytes = bytes
        self.cutFrames = cutFrames
        self.sha256 = sha256
        self.reason = reason
        self.erased = erased
    }
}
