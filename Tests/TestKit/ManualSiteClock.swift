import Synchronization
public import Timekeeping

/// A clock that stands still until a test moves it.
///
/// It is judged as the machine's own is: a known uncertainty is the kernel's bound while something synchronises the clock.
public final class ManualSiteClock: SiteClock {
    private struct State {
        var boot: BootID
        var monotonic: Int64
        var suspended: Int64 = 0
        var offset: Int64
        var uncertainty: Int64?
        var machine = SynchronisationMachine()

        var observation: ClockObservation {
            ClockObservation(
                monotonic: monotonic, suspended: suspended, offset: offset, isSynchronised: uncertainty != nil,
                maximumError: uncertainty ?? 16_000_000_000)
        }

        func reading(at moment: MonotonicTime) -> TimeReading {
            TimeReading(
                boot: boot, monotonic: moment, utc: UTCTime(nanoseconds: moment.nanoseconds &+ offset),
                uncertainty: machine.condition(at: observation).uncertainty)
        }
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
        state.withLock { $0.reading(at: moment) }
    }

    /// What the test has done to the clock since the last look.
    public func look() -> ClockLook {
        state.withLock { state in
            let changes = state.machine.handle(state.observation)
            let condition = state.machine.condition(at: state.observation)
            return ClockLook(
                taken: state.reading(at: MonotonicTime(nanoseconds: state.monotonic)), condition: condition,
                changes: changes)
        }
    }

    /// How far UTC can be trusted.
    public func condition() -> ClockCondition {
        state.withLock { $0.machine.condition(at: $0.observation) }
    }

    /// Takes over what earlier entries knew.
    public func learn(from readings: [TimeReading]) {
        state.withLock { $0.machine.learn(from: readings, boot: $0.boot, now: $0.observation) }
    }

    /// Lets `seconds` pass on both clocks.
    public func advance(bySeconds seconds: Double) {
        state.withLock { $0.monotonic &+= Int64((seconds * 1e9).rounded()) }
    }

    /// Steps UTC by `seconds`; the monotonic clock does not notice.
    public func stepUTC(bySeconds seconds: Double) {
        state.withLock { $0.offset &+= Int64((seconds * 1e9).rounded()) }
    }

    /// Suspends the machine for `seconds`: UTC goes on, the monotonic clock does not.
    public func suspend(forSeconds seconds: Double) {
        state.withLock { state in
            state.suspended &+= Int64((seconds * 1e9).rounded())
            state.offset &+= Int64((seconds * 1e9).rounded())
        }
    }

    /// Sets how far UTC may be off, in nanoseconds; `nil` for a clock that nothing synchronises.
    public func setUncertainty(_ uncertainty: Int64?) {
        state.withLock { $0.uncertainty = uncertainty }
    }
}
