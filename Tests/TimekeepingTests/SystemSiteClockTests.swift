import Foundation
import Testing
import Timekeeping

@Suite struct SystemSiteClockTests {
    @Test func theMonotonicClockNeverGoesBack() throws {
        let clock = try SystemSiteClock()
        var last = clock.now()
        for _ in 0..<10_000 {
            let now = clock.now()
            #expect(now >= last)
            last = now
        }
    }

    @Test func aReadingLiesBetweenTwoReadingsOfUTC() throws {
        let clock = try SystemSiteClock()
        let before = Date().timeIntervalSince1970
        let reading = clock.reading()
        let after = Date().timeIntervalSince1970
        let utc = Double(reading.utc.nanoseconds) / 1e9
        // Foundation's doubles and the bracket itself are good to well under a millisecond.
        #expect(utc > before - 0.001 && utc < after + 0.001)
        #expect(reading.boot == (try BootID.current()))
    }

    @Test func anEarlierMomentIsEarlierInUTCByTheSameTime() throws {
        let clock = try SystemSiteClock()
        let now = clock.now()
        let earlier = clock.reading(at: now.advanced(bySeconds: -10))
        let later = clock.reading(at: now)
        #expect(abs(later.utc.seconds(since: earlier.utc) - 10) < 0.05)
        #expect(later.monotonic.seconds(since: earlier.monotonic) == 10)
    }

    @Test func theKernelSaysHowWellItsClockIsDisciplined() throws {
        #expect(try SystemSiteClock().problem == nil)
    }

    @Test func aLookAtAClockThatNobodySetTellsItsStateAndNoStep() throws {
        let clock = try SystemSiteClock()
        let first = clock.look()
        #expect(
            first.changes == [.judged(from: nil, to: first.condition, suspended: nil)],
            "a first look, and no step in it")
        #expect(first.condition.uncertainty == first.taken.uncertainty)
        for _ in 0..<1000 {
            for case .stepped(let step) in clock.look().changes { Issue.record("a step by \(step.by) ns") }
        }
    }

    @Test func theUncertaintyIsUnknownOrPositive() throws {
        let uncertainty = try SystemSiteClock().reading().uncertainty
        #expect(uncertainty == nil || (uncertainty ?? 0) > 0)
    }
}
