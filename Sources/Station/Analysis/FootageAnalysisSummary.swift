public import Detection
public import Imaging

/// What an analysis found.
public struct FootageAnalysisSummary: Sendable, Hashable {
    /// One event of the footage.
    public struct Event: Sendable, Hashable {
        /// The alarm as it last was: who, where, how many tracks.
        public var alarm: Alarm
        /// Largest height of its box, as a share of the image's height.
        public var peakHeight: Double
        /// When it closed, in nanoseconds of footage; `nil` if it was still open at the end.
        public var closed: Int64?

        /// Makes an event from its parts.
        public init(alarm: Alarm, peakHeight: Double, closed: Int64?) {
            self.alarm = alarm
            self.peakHeight = peakHeight
            self.closed = closed
        }
    }

    /// The events in the order of their opening.
    public var events: [Event] = []
    /// Frames that were read.
    public var frames = 0
    /// Frames that could not be decoded.
    public var undecodable = 0
    /// Frames that libjpeg patched up.
    public var patched = 0
    /// The length of the footage in nanoseconds.
    public var duration: Int64 = 0
    /// The size of the frames; `nil` if there were none.
    public var size: FrameSize?
    /// The scale they were analysed at.
    public var scale: LumaScale?
    /// Different tracks that were confirmed.
    public var confirmedTracks = 0

    /// Makes the summary of nothing.
    public init() {}
}
