public import Capture
public import Detection
public import Imaging

/// What to analyse, how, and what to write down.
public struct FootageAnalysisOptions: Sendable {
    /// Where the footage is.
    public var location: FootageLocation
    /// Frames a second of the footage, above 0; timestamps are counted from it.
    public var framesPerSecond: Double
    /// The analysis scale; `nil` chooses it by the smallest target, as the daemon does.
    public var scale: LumaScale?
    /// What to look for.
    public var settings: DetectionSettings
    /// Privacy masks: what is covered before anything looks at a frame.
    public var privacyMasks: [Polygon]
    /// A file for the tracks, one line of JSON a frame; `nil` writes none.
    public var tracksPath: String?
    /// A folder for the masks, one PGM image a frame; `nil` writes none.
    public var masksPath: String?
    /// Whether to wait between frames as a camera would, instead of working as fast as possible. Results are the same.
    public var realTime: Bool

    /// Makes options with everything optional left out.
    public init(location: FootageLocation, framesPerSecond: Double, settings: DetectionSettings) {
        self.location = location
        self.framesPerSecond = framesPerSecond
        self.settings = settings
        privacyMasks = []
        realTime = false
    }
}
