/// Judges a clock by what the kernel says of it: a pure state machine.
///
/// Invariants:
/// - a stated uncertainty contains the truth if what the kernel said while it was synchronised did: after the lock is
///   lost, the last bound grows by the drift since, and by as far as the clock was set away from where it was then;
/// - each step is told once, with its whole amount; slewing is never a step, nor is suspension;
/// - a clock that shows a time which cannot be has no uncertainty, whatever the kernel says.
package struct SynchronisationMachine: Sendable {
    /// What was known when the clock was last synchronised.
    private struct Lock: Sendable {
        var bound: Int64
        /// `CLOCK_BOOTTIME` then.
        var elapsed: Int64
        /// UTC minus `CLOCK_BOOTTIME` then.
        var offset: Int64
    }

    /// Where UTC stands, as it was last told.
    private struct Anchor: Sendable {
        /// UTC minus `CLOCK_BOOTTIME`, which suspension does not change.
        var offset: Int64
        var error: Int64
        /// UTC minus `CLOCK_MONOTONIC`.
        var told: Int64
    }

    /// The last judgement; `nil` before the first.
    package private(set) var condition: ClockCondition?

    private let tuning: ClockTuning
    private var lock: Lock?
    private var anchor: Anchor?
    private var suspended: Int64?
    private var lastMaximumError = Int64.max
    /// Whether the kernel's bound has not been renewed since a suspension, whose length it may misjudge.
    private var isDoubted = false
    /// Before this moment an unsynchronised clock is behind what this site has already seen.
    private var earliestSeen = Int64.min

    /// Knows nothing yet.
    package init(tuning: ClockTuning = ClockTuning()) {
        self.tuning = tuning
    }

    /// Takes the next observation and says what has to be told.
    package mutating func handle(_ now: ClockObservation) -> [ClockChange] {
        let before = condition
        let slept = takeSuspension(now)
        let elapsed = now.monotonic &+ (suspended ?? 0)
        let offset = now.offset &- (suspended ?? 0)
        let condition = judge(now, elapsed: elapsed, offset: offset)
        self.condition = condition

        var changes: [ClockChange] = []
        if let anchor {
            let by = offset &- anchor.offset
            if by.magnitude > UInt64(tuning.stepThreshold &+ now.offsetError &+ anchor.error) {
                changes.append(
                    .stepped(
                        ClockStep(
                            from: anchor.told, to: now.offset, by: by, stated: before?.uncertainty,
                            condition: condition)))
            }
        }
        if anchor == nil || !changes.isEmpty {
            anchor = Anchor(offset: offset, error: now.offsetError, told: now.offset)
        }
        if slept > 0 { anchor?.told = now.offset }
        if before?.state != condition.state || slept > 0 {
            changes.append(.judged(from: before?.state, to: condition, suspended: slept > 0 ? slept : nil))
        }
        return changes
    }

    /// How `now` would be judged, without taking it.
    package func condition(at now: ClockObservation) -> ClockCondition {
        var copy = self
        _ = copy.handle(now)
        return copy.condition ?? ClockCondition(state: .free, uncertainty: nil)
    }

    /// Takes over what earlier entries of this site knew of UTC.
    ///
    /// One of this boot bounds the clock as a lock that was lost does. Any of them tells that an unsynchronised clock which
    /// is behind it cannot be right.
    package mutating func learn(from readings: [TimeReading], boot: BootID, now: ClockObservation) {
        for reading in readings {
            guard let uncertainty = reading.uncertainty else { continue }
            earliestSeen = max(earliestSeen, reading.utc.nanoseconds &- uncertainty)
            guard reading.boot == boot, reading.monotonic.nanoseconds <= now.monotonic else { continue }
            // If the machine was suspended since, the difference shows as a displacement, which only widens the interval.
            let elapsed = reading.monotonic.nanoseconds &+ now.suspended
            guard lock.map({ $0.elapsed < elapsed }) ?? true else { continue }
            lock = Lock(bound: uncertainty, elapsed: elapsed, offset: reading.utc.nanoseconds &- elapsed)
        }
    }

    /// Notes how long the machine was suspended since the last time; 0 if it was not.
    private mutating func takeSuspension(_ now: ClockObservation) -> Int64 {
        defer { lastMaximumError = now.maximumError }
        guard let suspended else {
            suspended = now.suspended
            return 0
        }
        let slept = now.suspended &- suspended
        if slept > tuning.suspensionThreshold {
            self.suspended = now.suspended
            isDoubted = true
            lock?.bound &+= tuning.suspensionError
            return slept
        }
        // The kernel's bound only grows by itself; it becomes smaller when the discipline has looked again.
        if !now.isSynchronised || now.maximumError < lastMaximumError { isDoubted = false }
        return 0
    }

    private mutating func judge(_ now: ClockObservation, elapsed: Int64, offset: Int64) -> ClockCondition {
        let utc = now.monotonic &+ now.offset
        guard utc >= tuning.earliest.nanoseconds, now.isSynchronised || utc >= earliestSeen else {
            return ClockCondition(state: .unset, uncertainty: nil)
        }
        if now.isSynchronised, !isDoubted {
            let bound = Self.sum(
                now.maximumError, Self.magnitude(now.pending), now.offsetError,
                now.estimatedError == 0 ? tuning.undeclaredError : 0)
            lock = Lock(bound: bound, elapsed: elapsed, offset: offset)
            return ClockCondition(state: bound <= tuning.lockedLimit ? .locked : .holdover, uncertainty: bound)
        }
        guard let lock else { return ClockCondition(state: .free, uncertainty: nil) }
        let age = max(0, elapsed &- lock.elapsed)
        let uncertainty = Self.sum(
            lock.bound, (age / 1_000_000 + 1) * tuning.drift, Self.magnitude(offset &- lock.offset), now.offsetError)
        guard uncertainty <= ClockTuning.largestUncertainty else {
            return ClockCondition(state: .free, uncertainty: nil)
        }
        return ClockCondition(state: .holdover, uncertainty: uncertainty)
    }

    private static func magnitude(_ value: Int64) -> Int64 { Int64(clamping: value.magnitude) }

    /// The sum; as much as there is room for, if it is more.
    private static func sum(_ values: Int64...) -> Int64 {
        values.reduce(0) { sum, value in
            let (result, isTooMuch) = sum.addingReportingOverflow(value)
            return isTooMuch ? .max : result
        }
    }
}
