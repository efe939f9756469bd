import Testing
import Timekeeping

@Suite struct ClockBracketTests {
    @Test func theMiddleCountsAndHalfTheWidthIsTheError() {
        let bracket = ClockBracket(before: 1_000, other: 9_000_100, after: 1_201)
        #expect(bracket.width == 201)
        #expect(bracket.offset == 9_000_100 - 1_100)
        #expect(bracket.offsetError == 101)
    }

    @Test func theNarrowestAttemptCounts() {
        var attempts = [
            ClockBracket(before: 0, other: 500, after: 900), ClockBracket(before: 1000, other: 2050, after: 1100),
            ClockBracket(before: 2000, other: 9999, after: 5000),
        ]
        let best = ClockBracket.narrowest(of: 3) { attempts.removeFirst() }
        #expect(best.offset == 1_000)
        #expect(attempts.isEmpty)
    }
}
