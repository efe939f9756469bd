import CLinux
import Glibc

/// The machine's own clocks.
///
/// UTC is found by bracketing: `CLOCK_MONOTONIC`, `CLOCK_REALTIME`, `CLOCK_MONOTONIC`, several times, of which the
/// narrowest counts. Its uncertainty is half that bracket plus the kernel's bound on its own error (`maxerror` of
/// adjtimex(2)), and unknown (`nil`) while the kernel says that nothing synchronises it. Every reading brackets anew,
/// so a step of UTC is in the next reading; nothing is cached that a step could make wrong.
public struct SystemSiteClock: SiteClock {
    private static let attempts = 5

    private let boot: BootID

    /// Opens the clocks.
    ///
    /// - Throws: `TimeError` if the boot's identity cannot be read.
    public init() throws(TimeError) {
        boot = try BootID.current()
    }

    /// `CLOCK_MONOTONIC` now.
    public func now() -> MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    /// `moment` in UTC, by the offset between the two clocks at this instant.
    public func reading(at moment: MonotonicTime) -> TimeReading {
        let bracket = ClockBracket.narrowest(of: Self.attempts) {
            ClockBracket(
                before: Self.read(CLOCK_MONOTONIC), utc: Self.read(CLOCK_REALTIME), after: Self.read(CLOCK_MONOTONIC))
        }
        var isSynchronized = false
        var maximumError: Int64 = 0
        let isKnown = clinux_clock_bound(&isSynchronized, &maximumError) == 0 && isSynchronized
        return TimeReading(
            boot: boot, monotonic: moment, utc: UTCTime(nanoseconds: moment.nanoseconds &+ bracket.offset),
            uncertainty: isKnown ? maximumError &+ bracket.offsetError : nil)
    }

    /// Both clocks exist in every kernel, so the call cannot fail; clock_gettime(2).
    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
