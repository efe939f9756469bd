/// The time from one frame to the next as an exact fraction of seconds, so that frame n falls on the same nanosecond
/// however it was reached.
public struct FrameInterval: Sendable, Hashable {
    /// Numerator in seconds, at least 1.
    public let numerator: UInt32
    /// Denominator, at least 1.
    public let denominator: UInt32

    /// Makes an interval of `numerator / denominator` seconds; zeros are taken as ones.
    public init(numerator: UInt32, denominator: UInt32) {
        self.numerator = max(1, numerator)
        self.denominator = max(1, denominator)
    }

    /// Makes the interval that belongs to a rate, by continued fractions to a part in 10⁹ (29.97 becomes 100/2997).
    ///
    /// - Parameter framesPerSecond: clamped to 0.001…1 000 000; not-a-number counts as 1.
    public init(framesPerSecond: Double) {
        let rate = framesPerSecond.isNaN ? 1 : min(max(framesPerSecond, 0.001), 1_000_000)
        var (before, now) = ((p: 0.0, q: 1.0), (p: 1.0, q: 0.0))
        var rest = rate
        while true {
            let whole = rest.rounded(.down)
            let next = (p: whole * now.p + before.p, q: whole * now.q + before.q)
            if next.q > 100_000 || next.p > 1e9 { break }
            (before, now) = (now, next)
            if abs(now.p / now.q - rate) <= rate * 1e-9 || rest == whole { break }
            rest = 1 / (rest - whole)
        }
        self.init(numerator: UInt32(max(1, now.q)), denominator: UInt32(max(1, now.p)))
    }

    /// Frames a second.
    public var framesPerSecond: Double { Double(denominator) / Double(numerator) }

    /// Seconds from one frame to the next.
    public var seconds: Double { Double(numerator) / Double(denominator) }

    /// Nanoseconds from frame 0 to frame `index`, rounded down; saturates at the largest time there is.
    public func nanoseconds(ofFrame index: UInt64) -> Int64 {
        let product = (UInt64(numerator) * 1_000_000_000).multipliedFullWidth(by: index)
        guard product.high < UInt64(denominator) else { return .max }
        return Int64(clamping: UInt64(denominator).dividingFullWidth(product).quotient)
    }
}
