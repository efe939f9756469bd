/// Turns the timestamps of frames into steps of time that only go forward.
///
/// Everything in the detector that takes time counts in seconds of this clock, or in ticks of 40 ms, and never in
/// frames. Ticks are granted in powers of two, because the pixel loops take them as shifts; what was not granted is
/// carried over, so that no time is lost at any frame rate up to ``maximumTicks`` ticks a frame (3 frames a second).
package struct FrameClock: Sendable {
    /// The time from one frame to the next.
    package struct Step: Sendable, Hashable {
        /// Nanoseconds on the frames' clock, strictly increasing.
        package var now: Int64
        /// Seconds since the frame before, above 0.
        package var seconds: Double
        /// Ticks granted to this frame: 0, 1, 2, 4 or 8.
        package var ticks: Int
    }

    /// Nanoseconds in a tick.
    package static let tick: Int64 = 40_000_000
    /// The most ticks that one frame is granted.
    package static let maximumTicks = 8
    /// What an equal or backward step counts for, in nanoseconds.
    package static let smallestStep: Int64 = 1_000_000

    private var previous: Int64?
    private var now: Int64 = 0
    private var credit: Int64 = 0

    /// Makes a clock that has seen no frame.
    package init() {}

    /// Advances to a frame's timestamp. The first frame is granted one tick and a step of one tick's length.
    package mutating func advance(to timestamp: Int64) -> Step {
        guard let last = previous else {
            previous = timestamp
            now = timestamp
            return Step(now: now, seconds: Double(Self.tick) / 1e9, ticks: 1)
        }
        previous = timestamp
        let (difference, overflow) = timestamp.subtractingReportingOverflow(last)
        var elapsed = overflow ? Self.smallestStep : max(difference, Self.smallestStep)
        let (sum, past) = now.addingReportingOverflow(elapsed)
        if past { elapsed = 0 }
        now = past ? .max : sum
        let most = Int64(Self.maximumTicks) * Self.tick
        credit = min(credit + min(elapsed, most), 2 * most)
        var ticks = Int(min(credit, most) / Self.tick)
        if ticks > 0 { ticks = 1 << (Int.bitWidth - 1 - ticks.leadingZeroBitCount) }
        credit -= Int64(ticks) * Self.tick
        return Step(now: now, seconds: Double(max(elapsed, Self.smallestStep)) / 1e9, ticks: ticks)
    }
}
