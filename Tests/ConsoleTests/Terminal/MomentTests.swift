import Console
import Testing
import Timekeeping

struct MomentTests {
    private let now = UTCTime(nanoseconds: 1_795_336_200_000_000_000)

    @Test(arguments: [("0s", 0), ("90s", 90), ("15m", 900), ("1h", 3600), ("2d", 172_800), ("1w", 604_800)])
    func `How long ago is understood`(_ text: String, _ seconds: Int64) {
        #expect(Moment.parse(text, now: now)?.nanoseconds == now.nanoseconds - seconds * 1_000_000_000)
    }

    @Test func `A time is itself`() {
        #expect(Moment.parse("2026-11-22T08:30:00Z", now: now) == UTCTime(rfc3339: "2026-11-22T08:30:00Z"))
    }

    @Test(arguments: [
        "", "h", "1", "-1h", "1.5h", "1 h", "1y", "yesterday", "99999999999999999w", "2026-11-22", "+1h", "١h",
    ])
    func `Anything else is not`(_ text: String) {
        #expect(Moment.parse(text, now: now) == nil)
    }
}
