import Testing
import Timekeeping

/// A machine, and the world it looks at: the truth, and a clock that the test sets and disciplines.
private struct World {
    static let second: Int64 = 1_000_000_000
    static let hour = 3600 * second
    /// 2026-11-22T08:30:00Z
    static let begin: Int64 = 1_795_336_200 * second

    var machine = SynchronisationMachine()
    var now = ClockObservation(
        monotonic: 1000 * second, offset: begin - 1000 * second, isSynchronised: false, maximumError: 16 * second)

    /// Looks; returns what has to be told.
    mutating func look() -> [ClockChange] { machine.handle(now) }

    mutating func pass(seconds: Int64) {
        now.monotonic += seconds * Self.second
        // As the kernel does: 500 µs a second, and at 16 s it takes the clock for unsynchronised (second_overflow).
        now.maximumError = min(now.maximumError + seconds * 500_000, 16 * Self.second)
        if now.maximumError == 16 * Self.second { now.isSynchronised = false }
    }

    /// As adjtimex(2) of a discipline: the clock is right to `error`.
    mutating func discipline(error: Int64) {
        now.isSynchronised = true
        now.maximumError = error
    }

    /// As clock_settime(2): UTC jumps, and the kernel forgets its discipline.
    mutating func set(by amount: Int64) {
        now.offset += amount
        now.isSynchronised = false
        now.maximumError = 16 * Self.second
    }

    mutating func suspend(seconds: Int64) {
        now.suspended += seconds * Self.second
        now.offset += seconds * Self.second
    }

    var condition: ClockCondition { machine.condition(at: now) }
}

@Suite struct SynchronisationMachineTests {
    private let millisecond: Int64 = 1_000_000
    private let second = World.second
    private let hour = World.hour

    /// The amount and the state of each step told.
    private func steps(_ changes: [ClockChange]) -> [ClockStep] {
        changes.compactMap { change in
            if case .stepped(let step) = change { step } else { nil }
        }
    }

    private func states(_ changes: [ClockChange]) -> [SynchronisationState] {
        changes.compactMap { change in
            if case .judged(_, let to, _) = change { to.state } else { nil }
        }
    }

    @Test func theFirstLookTellsTheStateAndNoStep() {
        var world = World()
        #expect(
            world.look() == [.judged(from: nil, to: ClockCondition(state: .free, uncertainty: nil), suspended: nil)])
        #expect(world.look().isEmpty)
    }

    @Test func whileSynchronisedTheKernelsBoundCounts() {
        var world = World()
        world.discipline(error: 5 * millisecond)
        world.now.offsetError = 70
        #expect(states(world.look()) == [.locked])
        #expect(world.condition.uncertainty == 5 * millisecond + 70)
        world.pass(seconds: 100)
        #expect(world.condition == ClockCondition(state: .locked, uncertainty: 55 * millisecond + 70))
    }

    @Test func aCorrectionStillUnderWayAddsToTheBoundInEitherDirection() {
        for pending in [30 * millisecond, -30 * millisecond] {
            var world = World()
            world.discipline(error: millisecond)
            world.now.pending = pending
            #expect(world.condition.uncertainty == 31 * millisecond)
        }
    }

    @Test func aDisciplineThatDeclaresNoErrorIsNotBelievedToHaveNone() {
        var world = World()
        world.discipline(error: 0)
        world.now.estimatedError = 0
        #expect(world.condition.uncertainty == ClockTuning().undeclaredError)
    }

    @Test func aBoundThatNobodyRenewsBecomesHoldoverBeforeTheKernelGivesUp() {
        var world = World()
        world.discipline(error: 10 * millisecond)
        _ = world.look()
        var seen: [SynchronisationState] = []
        var last = 10 * millisecond
        for _ in 0..<24 {
            world.pass(seconds: 1800)
            seen += states(world.look())
            // Whoever says it, kernel or site: it grows on without a jump.
            let uncertainty = world.condition.uncertainty ?? -1
            #expect(uncertainty - last <= 901 * millisecond && uncertainty > last)
            last = uncertainty
        }
        #expect(seen == [.holdover])
        #expect(!world.now.isSynchronised)
    }

    @Test(arguments: [0, 1, 10, 86_400, 30 * 86_400] as [Int64])
    func inHoldoverTheLastBoundGrowsByTheDrift(age: Int64) {
        var world = World()
        world.discipline(error: 4 * millisecond)
        _ = world.look()
        world.now.isSynchronised = false
        world.now.maximumError = 16 * second
        world.pass(seconds: age)
        #expect(states(world.look()) == [.holdover])
        // 500 ppm, rounded up.
        #expect(world.condition.uncertainty == 4 * millisecond + age * 500_000 + 500)
    }

    @Test(arguments: [World.hour, -World.hour, 86_400 * World.second, 2 * 1_000_000] as [Int64])
    func aStepIsToldOnceWithItsAmount(amount: Int64) {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        let before = world.now.offset
        world.pass(seconds: 2)
        world.set(by: amount)
        let step = steps(world.look()).first
        #expect(step?.by == amount && step?.from == before && step?.to == before + amount)
        #expect(step?.stated == millisecond)
        #expect(step?.condition.state == .holdover)
        #expect(world.look().isEmpty)
    }

    @Test func afterAStepTheIntervalHoldsTheOldTimeAndTheNew() {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        world.set(by: hour)
        _ = world.look()
        #expect(world.condition.uncertainty == hour + millisecond + 500)
        world.pass(seconds: 10)
        world.set(by: -2 * hour)
        _ = world.look()
        #expect(world.condition.uncertainty == hour + millisecond + 10 * 500_000 + 500)
        world.set(by: hour)
        _ = world.look()
        #expect(world.condition.uncertainty == millisecond + 10 * 500_000 + 500)
    }

    @Test func aReadingBetweenStepAndLookIsBoundedToo() {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        world.set(by: -hour)
        #expect(world.condition == ClockCondition(state: .holdover, uncertainty: hour + millisecond + 500))
        #expect(steps(world.look()).count == 1)
    }

    @Test func aStepByTheDisciplineItselfLeavesTheClockLocked() {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        world.set(by: 3 * second)
        world.discipline(error: 2 * millisecond)
        let changes = world.look()
        #expect(steps(changes).map(\.condition) == [ClockCondition(state: .locked, uncertainty: 2 * millisecond)])
        #expect(states(changes).isEmpty)
    }

    @Test func whatReadingMayBeOffIsNoStep() {
        var world = World()
        _ = world.look()
        world.now.offset += ClockTuning().stepThreshold
        #expect(world.look().isEmpty)
        world.now.offsetError = 9 * millisecond
        world.now.offset += 8 * millisecond
        #expect(world.look().isEmpty)
        world.now.offsetError = 0
        // Told as a whole: what was too small by itself is in it.
        world.now.offset += 1
        #expect(steps(world.look()).map(\.by) == [ClockTuning().stepThreshold + 8 * millisecond + 1])
    }

    @Test func smallStepsAddUp() {
        var world = World()
        _ = world.look()
        var told: Int64 = 0
        for _ in 0..<10 {
            world.set(by: 300_000)
            told += steps(world.look()).map(\.by).reduce(0, +)
        }
        #expect(told == 8 * 300_000)
    }

    @Test func suspensionIsNoStepButMakesTheBoundDoubtful() {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        world.suspend(seconds: 600)
        let changes = world.look()
        let uncertainty = second + millisecond + 600 * 500_000 + 500
        #expect(
            changes == [
                .judged(
                    from: .locked, to: ClockCondition(state: .holdover, uncertainty: uncertainty),
                    suspended: 600 * second)
            ])
        // The kernel's bound grew as if it had never slept: it is not believed before it is renewed.
        world.pass(seconds: 60)
        #expect(states(world.look()).isEmpty)
        world.pass(seconds: 60)
        world.discipline(error: 3 * millisecond)
        #expect(states(world.look()) == [.locked])
        #expect(world.condition.uncertainty == 3 * millisecond)
    }

    @Test func aStepMadeWhileSuspendedIsTold() {
        var world = World()
        _ = world.look()
        let before = world.now.offset
        world.suspend(seconds: 600)
        world.set(by: -hour)
        let step = steps(world.look()).first
        #expect(step?.by == -hour && step?.from == before && step?.to == before + 600 * second - hour)
        world.pass(seconds: 1)
        world.set(by: 5 * second)
        #expect(steps(world.look()).first?.from == before + 600 * second - hour)
    }

    @Test func aClockThatShowsATimeThatCannotBeIsUnsetUntilItIsSet() {
        var world = World()
        let truth = world.now.offset
        world.now.offset = 0
        #expect(states(world.look()) == [.unset])
        world.discipline(error: millisecond)
        #expect(world.look().isEmpty, "whatever the kernel says")
        #expect(world.condition == ClockCondition(state: .unset, uncertainty: nil))
        world.set(by: truth)
        let changes = world.look()
        #expect(steps(changes).map(\.by) == [truth] && states(changes) == [.free])
        world.discipline(error: millisecond)
        #expect(states(world.look()) == [.locked])
    }

    @Test func aClockSetFarAwayHasNoBoundThatCouldBeWritten() {
        var world = World()
        world.discipline(error: millisecond)
        _ = world.look()
        world.set(by: 365 * 24 * hour)
        #expect(steps(world.look()).map(\.condition) == [ClockCondition(state: .free, uncertainty: nil)])
        world.set(by: -365 * 24 * hour)
        #expect(states(world.look()) == [.holdover])
    }

    @Test func extremesDoNotOverflow() {
        for offset in [Int64.min, -1, 0, Int64.max] {
            for bound in [0, Int64.max] {
                var world = World()
                world.discipline(error: bound)
                world.now.pending = .min
                world.now.offsetError = 10
                _ = world.look()
                world.now.offset = offset
                world.now.isSynchronised = false
                _ = world.look()
                #expect(world.condition.uncertainty.map { $0 >= 0 } ?? true)
            }
        }
    }

    @Test func aRestartInTheSameBootGoesOnFromTheEntriesBefore() {
        let boot = BootID("b")
        var world = World()
        let known = TimeReading(
            boot: boot, monotonic: MonotonicTime(nanoseconds: world.now.monotonic - 100 * second),
            utc: UTCTime(nanoseconds: World.begin - 100 * second), uncertainty: 7 * millisecond)
        world.machine.learn(from: [known], boot: boot, now: world.now)
        #expect(states(world.look()) == [.holdover])
        #expect(world.condition.uncertainty == 7 * millisecond + 100 * 500_000 + 500)
    }

    @Test func whatAnotherBootKnewBoundsNothingButTellsAClockThatIsBehind() {
        var world = World()
        let known = TimeReading(
            boot: BootID("before"), monotonic: MonotonicTime(nanoseconds: 5),
            utc: UTCTime(nanoseconds: World.begin + 5 * second), uncertainty: second)
        world.machine.learn(from: [known], boot: BootID("b"), now: world.now)
        #expect(states(world.look()) == [.unset])
        world.pass(seconds: 4)
        #expect(states(world.look()) == [.free], "it is not behind what was certain")
        world.set(by: -hour)
        #expect(states(world.look()) == [.unset])
        // A discipline may know better than the entries, which an earlier one may have misled.
        world.discipline(error: millisecond)
        #expect(states(world.look()) == [.locked])
    }
}
