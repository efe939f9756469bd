import Testing
import Timekeeping

@Suite struct ElapsedTests {
    private func reading(_ boot: String, _ monotonic: Int64, _ utc: Int64, _ uncertainty: Int64?) -> TimeReading {
        TimeReading(
            boot: BootID(boot), monotonic: MonotonicTime(nanoseconds: monotonic * 1_000_000_000),
            utc: UTCTime(nanoseconds: utc * 1_000_000_000), uncertainty: uncertainty)
    }

    @Test func withinOneBootTheMonotonicClockMeasuresWhateverUTCDid() {
        let (early, late) = (reading("a", 10, 5000, nil), reading("a", 24, 1414, nil))
        #expect(late.elapsed(since: early) == Elapsed(seconds: 14, basis: .monotonic, uncertainty: 0))
    }

    @Test func acrossBootsUTCMeasuresAndSaysHowWell() {
        let (early, late) = (reading("a", 9000, 100, 500_000_000), reading("b", 3, 160, 250_000_000))
        #expect(late.elapsed(since: early) == Elapsed(seconds: 60, basis: .utc, uncertainty: 0.75))
        #expect(reading("b", 3, 160, nil).elapsed(since: early).uncertainty == nil)
        #expect(reading("b", 3, 90, nil).elapsed(since: early).seconds == -10)
    }

    @Test func aMomentOfTheSameBootIsToldInTodaysUTC() {
        #expect(
            reading("a", 100, 5000, nil).utc(of: MonotonicTime(nanoseconds: 40_000_000_000)).nanoseconds / 1_000_000_000
                == 4940)
    }
}
