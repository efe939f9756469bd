import Timekeeping

/// Where moments of several boots lie on one line of UTC that has no steps: a pure value.
///
/// Durations come from the monotonic clock; UTC only says where a boot lies. So all of a boot is placed by what its newest fact
/// knew of UTC: a clock that was set in between was wrong before, not the time that passed. The sleep of the machine, in which the
/// monotonic clock stands still, is added where it was. Invariant: a later fact is never placed before an earlier one; a boot that
/// claims to have begun before the last one ended loses what they share.
struct WatchTimeline {
    /// UTC of each boot's monotonic 0 as its newest fact knew it, less what it slept since.
    private var bases: [BootID: Int64] = [:]
    private var slept: [BootID: Int64] = [:]
    private var position = Int64.min

    /// Makes the line of some facts, oldest first, and of `now`.
    init(facts: [WatchFact], now: TimeReading) {
        var slept: [BootID: Int64] = [:]
        for fact in facts {
            if case .suspended(let nanoseconds) = fact.kind { slept[fact.time.boot, default: 0] += max(0, nanoseconds) }
            bases[fact.time.boot] = Self.base(fact.time, slept[fact.time.boot] ?? 0)
        }
        bases[now.boot] = Self.base(now, slept[now.boot] ?? 0)
    }

    private static func base(_ time: TimeReading, _ slept: Int64) -> Int64 {
        time.utc.nanoseconds &- time.monotonic.nanoseconds &- slept
    }

    /// Where the next moment lies, not before the last one. `sleep` is how long the machine slept just before it.
    mutating func place(_ time: TimeReading, sleep: Int64 = 0) -> Int64 {
        slept[time.boot, default: 0] += max(0, sleep)
        position = max(position, lookUp(time))
        return position
    }

    /// Where a moment lies that may be before the last one.
    func lookUp(_ time: TimeReading) -> Int64 {
        let base = bases[time.boot] ?? (time.utc.nanoseconds &- time.monotonic.nanoseconds)
        return base &+ time.monotonic.nanoseconds &+ (slept[time.boot] ?? 0)
    }
}
