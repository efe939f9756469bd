public import Detection

/// What one camera is, and what is looked for in its frames.
public struct CameraConfiguration: Sendable, Hashable {
    /// The camera's name: letters, digits, `.`, `_` and `-`, at most 64 bytes; safe as a file name and as a metric's label.
    public var name: String
    /// Where its frames come from.
    public var source: SourceConfiguration
    /// What of its image is never analysed, stored or sent.
    public var masks: [PrivacyMask] = []
    /// How its frames are analysed.
    public var analysis = AnalysisConfiguration()
    /// The zones of its image; names unique.
    public var zones: [Zone] = []
    /// The tripwires of its image; names unique.
    public var tripwires: [Tripwire] = []
    /// Its rules as the file has them; names unique. ``detectionSettings`` adds what holds when there are none.
    public var rules: [Rule] = []
    /// What is kept of an event.
    public var recording = RecordingConfiguration()
    /// The picture of an event.
    public var snapshot = SnapshotConfiguration()
    /// When it counts as degraded or blind although frames come.
    public var watch = WatchConfiguration()
    /// Seconds without a frame after which the camera is blind.
    public var blindAfterSeconds: Double = CameraKeys.blindAfter.standard

    /// Makes a camera of which the file says no more than this.
    public init(name: String, source: SourceConfiguration) {
        self.name = name
        self.source = source
    }
}
