import Forwarding
import Testing
import Timekeeping

@Suite("Retry-After")
struct RetryAfterTests {
    private let now = UTCTime(nanoseconds: 784_111_777_000_000_000)

    @Test(
        "is read as seconds or as a date",
        arguments: [
            ("120", 120.0), ("0", 0), (" 5", 5), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ] as [(String, Double)])
    func read(field: String, seconds: Double) {
        #expect(RetryAfter.seconds(field, date: nil, now: now) == seconds)
    }

    @Test("is taken relative to the receiver's own clock where it tells its time")
    func skew() {
        let seconds = RetryAfter.seconds(
            "Sun, 06 Nov 1994 10:00:30 GMT", date: "Sun, 06 Nov 1994 10:00:00 GMT", now: now)
        #expect(seconds == 30)
    }

    @Test(
        "means nothing otherwise",
        arguments: [
            "", "soon", "-5", "+5", "1.5", "99999999999999999999", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT", "06 Nov 1994",
        ])
    func nonsense(field: String) {
        #expect(RetryAfter.seconds(field, date: nil, now: now) == nil)
    }
}
