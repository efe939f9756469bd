import Testing
import Timekeeping

@Suite struct UTCTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (1_795_336_200_123_456_789, "2026-11-22T08:30:00.123456789Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
        (Int64.max, "2262-04-11T23:47:16.854775807Z"),
        (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ])
    func writesNineDigitsAndReadsThemBack(nanoseconds: Int64, text: String) {
        #expect(UTCTime(nanoseconds: nanoseconds).rfc3339 == text)
        #expect(UTCTime(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test func readsOffsetsAndShorterFractions() {
        #expect(UTCTime(rfc3339: "2026-11-22T09:30:00+01:00") == UTCTime(rfc3339: "2026-11-22T08:30:00Z"))
        #expect(UTCTime(rfc3339: "2026-11-21T23:00:00.5-09:30")?.nanoseconds == 1_795_336_200_500_000_000)
        #expect(UTCTime(rfc3339: "x2026-11-22T08:30:00Z".dropFirst())?.nanoseconds == 1_795_336_200_000_000_000)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T08:30:00", "2026-11-22 08:30:00Z", "2026-11-22T08:30:00z", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z", "2026-11-22T08:30:00.Z", "2026-11-22T08:30:00.1234567890Z", "2026-11-22T08:30:00+1:00",
        "2026-11-22T08:30:00Z ", "+026-11-22T08:30:00Z", "2026-11-22T08:30:00.-1Z", "2262-04-11T23:47:16.854775808Z",
        "1677-09-21T00:12:43.145224191Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2026-11-22T08:30:00+24:00",
        "２026-11-22T08:30:00Z",
    ])
    func refusesWhatIsNoSuchTime(text: String) {
        #expect(UTCTime(rfc3339: text) == nil)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        var previous = CivilDate(daysSince1970: -100_001)
        for days in Int64(-100_000)..<(-100_000 + 146_098) {
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
            let follows =
                date.day == previous.day + 1 && date.month == previous.month
                || date.day == 1 && (date.month == previous.month + 1 || date.month == 1 && previous.month == 12)
            #expect(follows, "\(previous) then \(date)")
            previous = date
        }
    }

    @Test func textsSortAsMomentsDo() {
        let times = [-5, 0, 7, 1_000_000_000, 1_795_336_200_000_000_001].map { UTCTime(nanoseconds: $0) }
        #expect(times.map(\.rfc3339).sorted() == times.sorted().map(\.rfc3339))
    }
}
