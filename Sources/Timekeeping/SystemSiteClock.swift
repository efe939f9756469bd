import Glibc
import Synchronization

/// The machine's own clocks.
///
/// UTC is found by bracketing: `CLOCK_MONOTONIC`, `CLOCK_REALTIME`, `CLOCK_MONOTONIC`, several times, of which the
/// narrowest counts. How far it may be off is judged by ``SynchronisationMachine`` from what adjtimex(2) says, here or to `karaula-clock`. Every
/// reading brackets anew, so a step of UTC is in the next reading, and in its uncertainty; what is remembered between
/// readings is only what ``look()`` saw of the clock while it was synchronised.
public final class SystemSiteClock: SiteClock {
    private static let attempts = 5

    private let boot: BootID
    private let machine: Mutex<SynchronisationMachine>
    private let discipline: DisciplineSource

    /// Opens the clocks.
    ///
    /// - Parameter page: the file by which `karaula-clock` tells how the clock is disciplined; `nil` asks the kernel.
    /// - Throws: `TimeError` if the boot's identity cannot be read.
    public init(page: String? = nil) throws(TimeError) {
        boot = try BootID.current()
        discipline = DisciplineSource(path: page)
        machine = Mutex(SynchronisationMachine())
    }

    /// Why the kernel does not say how well its clock is disciplined, so that nothing bounds UTC; `nil` if it does.
    public var problem: TimeError? { discipline.problem(now: Self.read(CLOCK_MONOTONIC)) }

    /// `CLOCK_MONOTONIC` now.
    public func now() -> MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    /// `moment` in UTC, by the offset between the two clocks at this instant.
    public func reading(at moment: MonotonicTime) -> TimeReading {
        let observation = observe()
        let condition = machine.withLock { $0.condition(at: observation) }
        return reading(at: moment, observation, condition)
    }

    /// The clocks now, compared with what the last look saw.
    public func look() -> ClockLook {
        discipline.refresh(now: Self.read(CLOCK_MONOTONIC))
        return machine.withLock { machine in
            // Observed under the lock, so that two looks cannot be taken in the wrong order.
            let observation = observe()
            let changes = machine.handle(observation)
            let condition = machine.condition ?? ClockCondition(state: .free, uncertainty: nil)
            let moment = MonotonicTime(nanoseconds: observation.monotonic)
            return ClockLook(
                taken: reading(at: moment, observation, condition), condition: condition, changes: changes)
        }
    }

    /// How far UTC can be trusted now.
    public func condition() -> ClockCondition {
        let observation = observe()
        return machine.withLock { $0.condition(at: observation) }
    }

    /// Takes over what earlier entries knew.
    public func learn(from readings: [TimeReading]) {
        let observation = observe()
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
    ///
    /// - Parameter discipline: tells how a clock is disciplined, by `CLOCK_MONOTONIC`, by UTC minus `CLOCK_BOOTTIME`, and by how
    ///   far that may be off.
    static func observe(
        discipline ask: (_ now: Int64, _ offset: Int64, _ error: Int64) -> ClockDiscipline
    ) -> ClockObservation {
        var observation: ClockObservation
        var rounds = 3
        repeat {
            rounds -= 1
            let utc = ClockBracket.narrowest(of: attempts) { bracket(CLOCK_REALTIME) }
            let sinceBoot = bracket(CLOCK_BOOTTIME)
            let discipline = ask(
                utc.after, utc.offset &- sinceBoot.offset, utc.offsetError &+ sinceBoot.offsetError)
            observation = ClockObservation(
                monotonic: utc.after, suspended: sinceBoot.offset, offset: utc.offset, offsetError: utc.offsetError,
                isSynchronised: discipline.isSynchronised, maximumError: discipline.maximumError,
                estimatedError: discipline.estimatedError, pending: discipline.pending)
            let check = bracket(CLOCK_REALTIME)
            let moved = (check.offset &- utc.offset).magnitude
            if moved <= UInt64(ClockTuning().stepThreshold &+ check.offsetError &+ utc.offsetError) { break }
        } while rounds > 0
        return observation
    }

    private func observe() -> ClockObservation { Self.observe(discipline: discipline.discipline) }

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
