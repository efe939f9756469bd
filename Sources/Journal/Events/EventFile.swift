/// A snapshot or recording of an event, as its row tells of it.
public struct EventFile: Sendable, Hashable {
    /// The entry that tells of it.
    public var entry: Int64
    /// The event it belongs to.
    public var event: Int64
    /// Where it is, relative to the journal's directory.
    public var path: String
    /// How many bytes it has.
    public var bytes: Int64
    /// SHA-256 of its bytes.
    public var sha256: [UInt8]
    /// A recording's index, as ``RecordingIndex`` writes it; `nil` for a snapshot.
    public var index: [UInt8]?
    /// The entry by which it was erased; `nil` while it is there.
    public var erased: Int64?

    /// Whether it is a recording.
    public var isRecording: Bool { index != nil }

    /// Makes one from its parts.
    public init(
        entry: Int64, event: Int64, path: String, bytes: Int64, sha256: [UInt8], index: [UInt8]?, erased: Int64?
    ) {
        self.entry = entry
        self.event = event
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.index = index
        self.erased = erased
    }
}
