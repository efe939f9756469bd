import Journal
import TestKit
import Testing
import Timekeeping

@Suite struct RetentionClockTests {
    private let year = 365.0 * 86_400

    @Test func aSynchronisedClockIsBelievedAtItsEarliest() {
        let clock = ManualSiteClock(uncertainty: 5_000)
        let ages = RetentionClock(newest: UTCTime(nanoseconds: 0), began: clock.now())
        clock.stepUTC(bySeconds: year)
        #expect(ages.now(clock.reading()).nanoseconds == clock.reading().utc.nanoseconds - 5_000)
    }

    @Test func anUnsynchronisedClockIsBelievedOnlyAsFarAsTheRunHasLasted() {
        let clock = ManualSiteClock(uncertainty: nil)
        let newest = clock.reading().utc
        let ages = RetentionClock(newest: newest, began: clock.now())
        clock.advance(bySeconds: 60)
        clock.stepUTC(bySeconds: 10 * year)
        #expect(ages.now(clock.reading()).seconds(since: newest) == 60)
        clock.stepUTC(bySeconds: -60 * year)
        #expect(ages.now(clock.reading()) == clock.reading().utc)
    }

    @Test func aNewJournalHasNothingToLose() {
        let clock = ManualSiteClock(uncertainty: nil)
        #expect(RetentionClock(newest: nil, began: clock.now()).now(clock.reading()) == clock.reading().utc)
    }
}
