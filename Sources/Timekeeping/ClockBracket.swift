/// One attempt to read two clocks at once: the monotonic clock before and after, UTC in between.
package struct ClockBracket: Sendable, Hashable {
    /// The monotonic clock before UTC was read, in nanoseconds.
    package var before: Int64
    /// UTC, in nanoseconds since 1970.
    package var utc: Int64
    /// The monotonic clock after UTC was read, in nanoseconds.
    package var after: Int64

    /// Makes a bracket from its three readings.
    package init(before: Int64, utc: Int64, after: Int64) {
        self.before = before
        self.utc = utc
        self.after = after
    }

    /// How long the attempt took, in nanoseconds.
    package var width: Int64 { after &- before }

    /// UTC minus monotonic, taking the middle of the bracket for the moment UTC was read.
    package var offset: Int64 { utc &- (before &+ width / 2) }

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
