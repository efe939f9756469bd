/// Exponential back-off with full jitter: after the n-th failure in a row, a wait drawn evenly from
/// 0…min(cap, base · 2ⁿ⁻¹).
///
/// Full jitter spreads the sites of a sector over the whole interval when their receiver comes back, instead of
/// letting them all knock at once.
public struct BackOff: Sendable, Hashable {
    /// The longest wait after the first failure, in seconds.
    public var baseSeconds: Double
    /// The longest wait ever drawn, in seconds.
    public var capSeconds: Double
    /// The longest wait that a receiver's Retry-After is obeyed for, in seconds.
    ///
    /// Without a bound, one mistaken answer could silence a site for a year.
    public var retryAfterLimitSeconds: Double

    /// Makes a back-off; the defaults are those of the daemon.
    public init(baseSeconds: Double = 0.5, capSeconds: Double = 60, retryAfterLimitSeconds: Double = 300) {
        self.baseSeconds = baseSeconds
        self.capSeconds = capSeconds
        self.retryAfterLimitSeconds = retryAfterLimitSeconds
    }

    /// The longest wait after `failures` failures in a row, in seconds.
    public func ceiling(after failures: Int) -> Double {
        // 2⁴⁰ is far beyond every cap, and the shift stays defined for any count.
        let doublings = min(max(failures - 1, 0), 40)
        return min(capSeconds, baseSeconds * Double(Int64(1) << Int64(doublings)))
    }

    /// The wait after `failures` failures in a row, in seconds.
    ///
    /// - Parameters:
    ///   - failures: failures in a row, 1 or more.
    ///   - retryAfter: what the receiver asked for, in seconds. It is a lower bound of the wait, itself bounded by
    ///     ``retryAfterLimitSeconds``; the jitter comes on top so that the sites do not come back together.
    ///   - random: evenly distributed over 0..<1.
    public func wait(after failures: Int, retryAfter: Double? = nil, random: Double) -> Double {
        let jittered = ceiling(after: failures) * min(max(random, 0), 1)
        guard let retryAfter, retryAfter > 0 else { return jittered }
        return min(retryAfter, retryAfterLimitSeconds) + min(jittered, baseSeconds)
    }
}
