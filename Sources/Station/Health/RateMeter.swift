/// Measures a rate over the last few seconds from a counter that is read now and then.
package struct RateMeter {
    private static let window = 16
    private var times = [Int64](repeating: 0, count: window)
    private var counts = [UInt64](repeating: 0, count: window)
    private var filled = 0
    private var next = 0

    /// Makes a meter that has read nothing yet.
    package init() {}

    /// The counter stood at `count` at `now`, in nanoseconds.
    ///
    /// - Returns: counts a second since the oldest reading that is still kept; 0 after the first one.
    package mutating func add(count: UInt64, at now: Int64) -> Double {
        times[next] = now
        counts[next] = count
        let newest = next
        next = (next + 1) % Self.window
        filled = min(filled + 1, Self.window)
        let oldest = filled < Self.window ? 0 : next
        let elapsed = Double(times[newest] - times[oldest]) / 1e9
        guard elapsed > 0, counts[newest] >= counts[oldest] else { return 0 }
        return Double(counts[newest] - counts[oldest]) / elapsed
    }

    /// Forgets everything, as when a camera begins anew.
    package mutating func reset() {
        filled = 0
        next = 0
    }
}
