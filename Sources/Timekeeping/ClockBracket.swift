/// One attempt to read two clocks at once: the monotonic clock before and after, the other one in between.
package struct ClockBracket: Sendable, Hashable {
    /// The monotonic clock before the other was read, in nanoseconds.
    package var before: Int64
    /// The other clock, in nanoseconds.
    package var other: Int64
    /// The monotonic clock after the other was read, in nanoseconds.
    package var after: Int64

    /// Makes a bracket from its three readings.
    package init(before: Int64, other: Int64, after: Int64) {
        self.before = before
        self.other = other
        self.after = after
    }

    /// How long the attempt took, in nanoseconds.
    package var width: Int64 { after &- before }

    /// The other clock minus the monotonic one, taking the middle of the bracket for the moment the other was read.
    package var offset: Int64 { other &- (before &+ width / 2) }

    /// How far `offset` may be off because of the bracket's width, rounded up.
    package var offsetError: Int64 { (width &+ 1) / 2 }

    /// The narrowest of some attempts: a preempted attempt is wide, and its middle means nothing.
    package static func narrowest(of attempts: Int, take: () -> ClockBracket) -> ClockBracket {
        var best = take()
        for _ in 1..<max(1, attempts) {
            let next = take()
            if next.width < best.width { best = next }
        }
        return best
    }
}
