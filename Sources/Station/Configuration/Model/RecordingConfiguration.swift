/// What is kept of an event.
public struct RecordingConfiguration: Sendable, Hashable {
    /// Whether recordings are made at all; snapshots are taken either way.
    public var isEnabled: Bool = RecordingKeys.enabled.standard
    /// Seconds before the event that a recording begins with.
    public var prerollSeconds: Double = RecordingKeys.preroll.standard
    /// Seconds after the event that a recording ends with.
    public var postrollSeconds: Double = RecordingKeys.postroll.standard
    /// Seconds after which a recording ends even if its event goes on; at least pre-roll and post-roll together.
    public var longestSeconds: Double = RecordingKeys.longest.standard
    /// Bytes of memory that the camera's pre-roll may take.
    public var memoryBytes: Int = RecordingKeys.memory.standard
    /// JPEG quality, 1…100, for frames that the camera does not deliver as JPEG.
    public var quality: Int = RecordingKeys.quality.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
