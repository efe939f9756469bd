package import Timekeeping

/// How long the space lasts at the present rate: pure.
///
/// The rate is the median of the slopes between all pairs of samples (Theil 1950, Sen 1968): what one large copy, one
/// deletion or one sweep does to the free space does not move it, as long as fewer than 29 % of the samples are touched.
package struct SpaceForecast: Sendable {
    private struct Sample {
        var time: MonotonicTime
        var free: Int64
    }

    /// Seconds between two samples at least.
    package static let interval = 300.0
    /// How many samples are remembered: six hours.
    package static let memory = 72
    /// From how many samples on there is a forecast: half an hour.
    package static let least = 7

    private var samples: [Sample] = []

    /// Makes a forecast that knows nothing yet.
    package init() {}

    /// Takes note of the free bytes; samples that come sooner than the interval are left out.
    package mutating func take(freeBytes: Int64, at now: MonotonicTime) {
        if let last = samples.last, now.seconds(since: last.time) < Self.interval { return }
        samples.append(Sample(time: now, free: freeBytes))
        if samples.count > Self.memory { samples.removeFirst() }
    }

    /// Bytes a second by which the free space shrinks; negative if it grows, `nil` if it is not known yet.
    package var rate: Double? {
        guard samples.count >= Self.least else { return nil }
        var slopes: [Double] = []
        slopes.reserveCapacity(samples.count * (samples.count - 1) / 2)
        for later in samples.indices {
            for earlier in samples.indices where earlier < later {
                let seconds = samples[later].time.seconds(since: samples[earlier].time)
                slopes.append(Double(samples[earlier].free - samples[later].free) / seconds)
            }
        }
        slopes.sort()
        let middle = slopes.count / 2
        return slopes.count.isMultiple(of: 2) ? (slopes[middle - 1] + slopes[middle]) / 2 : slopes[middle]
    }

    /// Seconds until `freeBytes` are `floor` at this rate; `nil` if they never will be, or nobody knows yet.
    package func seconds(freeBytes: Int64, until floor: Int64) -> Double? {
        guard let rate, rate > 0 else { return nil }
        return Double(max(0, freeBytes - floor)) / rate
    }
}
