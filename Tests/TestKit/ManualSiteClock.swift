import Synchronization
public import Timekeeping

/// A clock that stands still until a test moves it.
public final class ManualSiteClock: SiteClock {
    private struct State {
        var boot: BootID
        var monotonic: Int64
        var offset: Int64
        var uncertainty: Int64?
    }

    private let state: Mutex<State>

    /// Starts at a monotonic reading and a UTC time, both in nanoseconds.
    ///
    /// By default 1000 s after the boot, at 2026-11-22T08:30:00Z, known to a millisecond.
    public init(
        boot: BootID = BootID("00000000-0000-4000-8000-000000000001"),
        monotonic: Int64 = 1_000_000_000_000,
        utc: Int64 = 1_795_336_200_000_000_000,
        uncertainty: Int64? = 1_000_000
    ) {
        state = Mutex(State(boot: boot, monotonic: monotonic, offset: utc &- monotonic, uncertainty: uncertainty))
    }

    /// The monotonic clock where the test put it.
    public func now() -> MonotonicTime {
        state.withLock { MonotonicTime(nanoseconds: $0.monotonic) }
    }

    /// `moment` in the UTC that the test set.
    public func reading(at moment: MonotonicTime) -> TimeReading {
        state.withLock { state in
            TimeReading(
                boot: state.boot, monotonic: moment, utc: UTCTime(nanoseconds: moment.nanoseconds &+ state.offset),
                uncertainty: state.uncertainty)
        }
    }

    /// Lets `seconds` pass on both clocks.
    public func advance(bySeconds seconds: Double) {
        state.withLock { $0.monotonic &+= Int64((seconds * 1e9).rounded()) }
    }

    /// Steps UTC by `seconds`; the monotonic clock does not notice.
    public func stepUTC(bySeconds seconds: Double) {
        state.withLock { $0.offset &+= Int64((seconds * 1e9).rounded()) }
    }

    /// Sets how far UTC may be off, in nanoseconds; `nil` for a clock that nothing synchronises.
    public func setUncertainty(_ uncertainty: Int64?) {
        state.withLock { $0.uncertainty = uncertainty }
    }
}
