package import Detection
package import Imaging
package import Station

/// What of an analysis is told: what it found, and what the footage was.
package struct AnalysisResult: Sendable, Hashable {
    /// One event of the footage.
    package struct Event: Sendable, Hashable {
        /// The alarm as it last was.
        package var alarm: Alarm
        /// Largest height of its box, as a share of the image's height.
        package var peakHeight: Double
        /// When it closed, in nanoseconds of footage; `nil` if it was still open at the end.
        package var closed: Int64?

        /// Makes an event from its parts.
        package init(alarm: Alarm, peakHeight: Double, closed: Int64?) {
            self.alarm = alarm
            self.peakHeight = peakHeight
            self.closed = closed
        }
    }

    /// The events in the order of their opening.
    package var events: [Event] = []
    /// Frames that were read.
    package var frames = 0
    /// Frames that could not be decoded.
    package var undecodable = 0
    /// Frames that the decoder patched up.
    package var patched = 0
    /// The length of the footage in nanoseconds.
    package var duration: Int64 = 0
    /// The size of the frames.
    package var size: FrameSize?
    /// The scale they were analysed at.
    package var scale: LumaScale?
    /// Different tracks that were confirmed.
    package var confirmedTracks = 0

    /// Makes the result of no footage.
    package init() {}

    /// Takes over what an analysis found.
    package init(_ summary: FootageAnalysisSummary) {
        events = summary.events.map { Event(alarm: $0.alarm, peakHeight: $0.peakHeight, closed: $0.closed) }
        frames = summary.frames
        undecodable = summary.undecodable
        patched = summary.patched
        duration = summary.duration
        size = summary.size
        scale = summary.scale
        confirmedTracks = summary.confirmedTracks
    }
}
