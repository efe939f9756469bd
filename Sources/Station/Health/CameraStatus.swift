public import Capture
public import Timekeeping

/// What a maintainer wants to know about one camera.
public struct CameraStatus: Sendable {
    /// The configured name.
    public var name: String
    /// Whether it sees.
    public var watchState: WatchState
    /// Since when it is in that state.
    public var since: UTCTime
    /// Seconds spent in each watch state since the start, by the state's name.
    public var watchSeconds: [String: Double]
    /// What it delivers; `nil` before the first negotiation and while it is lost.
    public var format: StreamFormat?
    /// What the source counted.
    public var source: SourceCounters
    /// Frames that the detector looked at.
    public var analysed: UInt64
    /// Frames that were replaced by a newer one before the detector was free.
    public var skipped: UInt64
    /// Frames that could not be decoded.
    public var undecodable: UInt64
    /// Frames that libjpeg patched up.
    public var patched: UInt64
    /// Frames that were dropped because the privacy masks could not be laid over them.
    public var unmaskable: UInt64
    /// Frames a second, measured over the last seconds.
    public var measuredFramesPerSecond: Double
    /// Seconds since the newest frame; `nil` if there was none yet.
    public var newestFrameAge: Double?
    /// Alarms raised since start.
    public var alarms: UInt64
    /// Events open now.
    public var openEvents: Int
    /// Frames that a recording lost because the disk was too slow.
    public var recordingLoss: UInt64

    /// Makes the status of a camera that has done nothing yet.
    public init(name: String, watchState: WatchState, since: UTCTime) {
        self.name = name
        self.watchState = watchState
        self.since = since
        watchSeconds = [:]
        format = nil
        source = SourceCounters()
        analysed = 0
        skipped = 0
        undecodable = 0
        patched = 0
        unmaskable = 0
        measuredFramesPerSecond = 0
        newestFrameAge = nil
        alarms = 0
        openEvents = 0
        recordingLoss = 0
    }
}
