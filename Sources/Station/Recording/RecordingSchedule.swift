/// Which frames of a camera belong to the recording of one event: a pure state machine.
///
/// A recording reaches from `preroll` before the event began to `postroll` after what it shows last happened, and is
/// never longer than `longest`.
package struct RecordingSchedule: Equatable, Sendable {
    /// What to do with a frame.
    package enum Decision: Equatable, Sendable {
        /// It lies before the recording.
        case skip
        /// It belongs to the recording.
        case keep
        /// The recording ended before it.
        case finish(reason: String)
    }

    private let from: Int64
    private let limit: Int64
    private var end: Int64?
    private let postroll: Int64

    /// Makes the schedule of an event.
    ///
    /// - Parameters:
    ///   - began: when the event began, in nanoseconds on the monotonic clock.
    ///   - preroll: seconds kept from before.
    ///   - postroll: seconds kept from after.
    ///   - longest: most seconds in all.
    package init(began: Int64, preroll: Double, postroll: Double, longest: Double) {
        from = began - Self.nanoseconds(preroll)
        self.postroll = Self.nanoseconds(postroll)
        limit = from + Self.nanoseconds(longest)
    }

    /// The first moment that belongs to the recording.
    package var start: Int64 { from }

    /// The event closed.
    ///
    /// - Parameters:
    ///   - last: when what the event is about was last seen.
    ///   - now: when it was closed.
    package mutating func eventClosed(last: Int64, now: Int64) {
        guard end == nil else { return }
        end = max(now, last + postroll)
    }

    /// What to do with a frame taken at `timestamp`.
    package func decision(for timestamp: Int64) -> Decision {
        if timestamp < from { return .skip }
        if let end, timestamp > end { return .finish(reason: "complete") }
        if timestamp >= limit { return .finish(reason: "longest") }
        return .keep
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }
}
