import Timekeeping

/// Where moments of several boots lie on one line of UTC that has no steps: a pure value.
///
/// Durations come from the monotonic clock; UTC only says where a boot lies. So all of a boot is placed by what its newest fact
/// knew of UTC whose UTC was bounded (by its newest of all, if none was): a clock that was set in between was wrong before, not the
/// time that passed. The sleep of the machine, in which the monotonic clock stands still, is added where it was.
///
/// A boot whose UTC nothing ever bounded, and that claims to have ended after the next one began, ended just before that; one that
/// claims to have begun before the last one ended began just after that. So a board without a battery for its clock loses no time,
/// and takes none from others, whatever its clock says. Invariant: a later fact is never placed before an earlier one.
struct WatchTimeline {
    private struct Boot {
        /// UTC of monotonic 0, less what the machine slept since.
        var base: Int64
        var isBounded = false
        /// Its facts lie from here to there, counted from `base`.
        var first: Int64
        var last: Int64
        var slept: Int64 = 0
    }

    private var bases: [BootID: Int64] = [:]
    private var slept: [BootID: Int64] = [:]
    private var position = Int64.min

    /// Makes the line of some facts, oldest first, and of `now`.
    init(facts: [WatchFact], now: TimeReading) {
        var boots: [Boot] = []
        var places: [BootID: Int] = [:]
        func note(_ time: TimeReading, sleep: Int64 = 0) {
            let place = places[time.boot] ?? boots.count
            if place == boots.count {
                boots.append(Boot(base: 0, first: time.monotonic.nanoseconds, last: time.monotonic.nanoseconds))
                places[time.boot] = place
            }
            boots[place].slept += sleep
            let since = time.monotonic.nanoseconds &+ boots[place].slept
            boots[place].last = max(boots[place].last, since)
            let isBounded = time.uncertainty != nil
            guard isBounded || !boots[place].isBounded else { return }
            boots[place].isBounded = isBounded
            boots[place].base = time.utc.nanoseconds &- since
        }
        for fact in facts {
            if case .suspended(let nanoseconds) = fact.kind {
                note(fact.time, sleep: max(0, nanoseconds))
            } else {
                note(fact.time)
            }
        }
        note(now)
        Self.arrange(&boots)
        for (boot, place) in places { bases[boot] = boots[place].base }
    }

    /// Moves boots of which nobody knows when they were to where they can have been, each by as little as possible.
    private static func arrange(_ boots: inout [Boot]) {
        var begin = Int64.max
        for index in boots.indices.reversed() {
            let late = boots[index].base &+ boots[index].last &- begin
            if !boots[index].isBounded, begin < .max, late > 0 { boots[index].base -= late }
            begin = boots[index].base &+ boots[index].first
        }
        var end = Int64.min
        for index in boots.indices {
            let early = end &- boots[index].base &- boots[index].first
            if !boots[index].isBounded, end > .min, early > 0 { boots[index].base += early }
            end = max(end, boots[index].base &+ boots[index].last)
        }
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
