import Testing
import Timekeeping

/// What was said of a clock is believed of that clock, and while it is fresh.
@Suite struct DisciplineSampleTests {
    private static let second: Int64 = 1_000_000_000
    private let sample = DisciplineSample(
        taken: 100 * second, offset: 7000 * second, offsetError: 500,
        discipline: ClockDiscipline(isSynchronised: true, maximumError: 20_000_000, estimatedError: 3, pending: -9))

    /// What it says of a clock that is `age` later and was set by `step`.
    private func told(age: Int64 = 0, step: Int64 = 0, error: Int64 = 200) -> ClockDiscipline? {
        sample.discipline(now: sample.taken + age, offset: sample.offset + step, error: error)
    }

    @Test(arguments: [0, 1, Self.second, DisciplineSample.longestAge] as [Int64])
    func aFreshSampleIsBelievedWithADriftThatIsAlwaysTheSame(age: Int64) {
        #expect(
            told(age: age)
                == ClockDiscipline(
                    isSynchronised: true, maximumError: 20_000_000 + 1_500_000, estimatedError: 3, pending: -9))
    }

    @Test(arguments: [DisciplineSample.longestAge + 1, 3600 * Self.second, -2_000_000, .min / 2] as [Int64])
    func anOldOneOrOneOfAnotherBootSaysNothing(age: Int64) {
        #expect(told(age: age) == nil)
    }

    @Test(
        arguments: [
            (999_999, true), (1_000_700, true), (-1_000_700, true), (1_000_701, false), (-1_000_701, false),
            (3600 * Self.second, false), (-3600 * Self.second, false),
        ] as [(Int64, Bool)])
    func aClockThatWasSetSinceIsNotSynchronised(step: Int64, isBelieved: Bool) {
        #expect(told(step: step)?.isSynchronised == isBelieved)
    }

    @Test func aBoundThatIsTooLargeStaysTooLarge() {
        var sample = sample
        sample.discipline.maximumError = .max
        #expect(sample.discipline(now: sample.taken, offset: sample.offset, error: 0)?.maximumError == .max)
    }
}
