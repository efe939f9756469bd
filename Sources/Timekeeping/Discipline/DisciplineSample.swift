/// What another process found when it asked the kernel how the clock is disciplined. Pure.
///
/// Invariant: what was said of a clock is never believed of another one: not after UTC was set, and not when it was said too
/// long ago.
package struct DisciplineSample: Sendable, Hashable {
    /// After so many seconds nothing is believed any more: the other process asks once a second.
    package static let longestAge: Int64 = 3_000_000_000

    /// `CLOCK_MONOTONIC`, in nanoseconds.
    package var taken: Int64
    /// UTC minus `CLOCK_BOOTTIME`, at that moment. Only setting the clock changes it, and no suspension.
    package var offset: Int64
    /// How far ``offset`` may be off.
    package var offsetError: Int64
    /// What the kernel said.
    package var discipline: ClockDiscipline

    /// Makes a sample from its parts.
    package init(taken: Int64, offset: Int64, offsetError: Int64 = 0, discipline: ClockDiscipline) {
        self.taken = taken
        self.offset = offset
        self.offsetError = offsetError
        self.discipline = discipline
    }

    /// What it says of the clock now.
    ///
    /// The bound is larger by what the clock may have drifted in the longest age, always by the same: a bound that becomes
    /// smaller means that the discipline has looked again.
    ///
    /// - Parameters:
    ///   - now: `CLOCK_MONOTONIC`.
    ///   - offset: UTC minus `CLOCK_BOOTTIME` now, which may be off by `error`.
    /// - Returns: an unsynchronised clock if UTC was set since: that is what the kernel says of one that was set, until its
    ///   discipline has looked again. `nil` if the sample is too old to say anything.
    package func discipline(
        now: Int64, offset: Int64, error: Int64, tuning: ClockTuning = ClockTuning()
    ) -> ClockDiscipline? {
        let age = now &- taken
        // A sample from the future is from another boot.
        guard age >= -1_000_000, age <= Self.longestAge else { return nil }
        let moved = (offset &- self.offset).magnitude
        guard moved <= UInt64(tuning.stepThreshold &+ error &+ offsetError) else { return .unknown }
        var discipline = discipline
        let (bound, isTooMuch) = discipline.maximumError.addingReportingOverflow(
            Self.longestAge / 1_000_000 * tuning.drift)
        discipline.maximumError = isTooMuch ? .max : bound
        return discipline
    }
}
