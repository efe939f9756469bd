import CLinux
import Glibc
import Synchronization

/// The machine's own clocks.
///
/// UTC is found by bracketing: `CLOCK_MONOTONIC`, `CLOCK_REALTIME`, `CLOCK_MONOTONIC`, several times, of which the
/// narrowest counts. How far it may be off is judged by ``SynchronisationMachine`` from what adjtimex(2) says. Every
/// reading brackets anew, so a step of UTC is in the next reading, and in its uncertainty; what is remembered between
/// readings is only what ``look()`` saw of the clock while it was synchronised.
public final class SystemSiteClock: SiteClock {
    private static let attempts = 5

    private let boot: BootID
    private let machine: Mutex<SynchronisationMachine>

    /// Opens the clocks.
    ///
    /// - Throws: `TimeError` if the boot's identity cannot be read.
    public init() throws(TimeError) {
        boot = try BootID.current()
        machine = Mutex(SynchronisationMachine())
    }

    /// Why the kernel does not say how well its clock is disciplined, so that nothing bounds UTC; `nil` if it does.
    public var problem: TimeError? {
        var discipline = clinux_clock_discipline()
        let reason = clinux_clock_ask(&discipline)
        guard reason != 0 else { return nil }
        return TimeError(
            place: "adjtimex", cause: String(cString: strerror(reason)),
            mend:
                "Let the service ask the kernel (SystemCallFilter=adjtimex clock_adjtime); until then no bound is known"
        )
    }

    /// `CLOCK_MONOTONIC` now.
    public func now() -> MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    /// `moment` in UTC, by the offset between the two clocks at this instant.
    public func reading(at moment: MonotonicTime) -> TimeReading {
        let observation = Self.observe()
        let condition = machine.withLock { $0.condition(at: observation) }
        return reading(at: moment, observation, condition)
    }

    /// The clocks now, compared with what the last look saw.
    public func look() -> ClockLook {
        machine.withLock { machine in
            // Observed under the lock, so that two looks cannot be taken in the wrong order.
            let observation = Self.observe()
            let changes = machine.handle(observation)
            let condition = machine.condition ?? ClockCondition(state: .free, uncertainty: nil)
            let moment = MonotonicTime(nanoseconds: observation.monotonic)
            return ClockLook(
                taken: reading(at: moment, observation, condition), condition: condition, changes: changes)
        }
    }

    /// How far UTC can be trusted now.
    public func condition() -> ClockCondition {
        let observation = Self.observe()
        return machine.withLock { $0.condition(at: observation) }
    }

    /// Takes over what earlier entries knew.
    public func learn(from readings: [TimeReading]) {
        let observation = Self.observe()
        machine.withLock { $0.learn(from: readings, boot: boot, now: observation) }
    }

    private func reading(
        at moment: MonotonicTime, _ observation: ClockObservation, _ condition: ClockCondition
    ) -> TimeReading {
        TimeReading(
            boot: boot, monotonic: moment, utc: UTCTime(nanoseconds: moment.nanoseconds &+ observation.offset),
            uncertainty: condition.uncertainty)
    }

    /// What the kernel says now. Offset and discipline belong together: if UTC was set between asking for the one and for
    /// the other, both are asked for again.
    static func observe() -> ClockObservation {
        var observation: ClockObservation
        var rounds = 3
        repeat {
            rounds -= 1
            let utc = ClockBracket.narrowest(of: attempts) { bracket(CLOCK_REALTIME) }
            let sinceBoot = bracket(CLOCK_BOOTTIME)
            var discipline = clinux_clock_discipline()
            let isKnown = clinux_clock_ask(&discipline) == 0
            observation = ClockObservation(
                monotonic: utc.after, suspended: sinceBoot.offset, offset: utc.offset, offsetError: utc.offsetError,
                isSynchronised: isKnown && discipline.synchronized, maximumError: discipline.maximum_error,
                estimatedError: discipline.estimated_error, pending: discipline.pending)
            let check = bracket(CLOCK_REALTIME)
            let moved = (check.offset &- utc.offset).magnitude
            if moved <= UInt64(ClockTuning().stepThreshold &+ check.offsetError &+ utc.offsetError) { break }
        } while rounds > 0
        return observation
    }

    private static func bracket(_ clock: clockid_t) -> ClockBracket {
        ClockBracket(before: read(CLOCK_MONOTONIC), other: read(clock), after: read(CLOCK_MONOTONIC))
    }

    /// These clocks exist in every kernel, so the call cannot fail; clock_gettime(2).
    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
