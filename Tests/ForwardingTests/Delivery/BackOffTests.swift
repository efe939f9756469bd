import Forwarding
import Testing

@Suite("A back-off")
struct BackOffTests {
    @Test(
        "doubles its ceiling up to the cap",
        arguments: [(1, 0.5), (2, 1), (3, 2), (7, 32), (8, 60), (9, 60), (1000, 60), (Int.max, 60), (0, 0.5)]
            as [(Int, Double)])
    func ceiling(failures: Int, seconds: Double) {
        #expect(BackOff().ceiling(after: failures) == seconds)
    }

    @Test(
        "draws from the whole interval",
        arguments: [(0.0, 0.0), (0.25, 8.0), (1.0, 32.0), (-1, 0), (2, 32)] as [(Double, Double)])
    func jitter(random: Double, seconds: Double) {
        #expect(BackOff().wait(after: 7, random: random) == seconds)
    }

    @Test("waits at least as long as the receiver asks, but not for ever")
    func retryAfter() {
        let backOff = BackOff(baseSeconds: 1, capSeconds: 60, retryAfterLimitSeconds: 120)
        #expect(backOff.wait(after: 1, retryAfter: 30, random: 0) == 30)
        #expect(backOff.wait(after: 9, retryAfter: 30, random: 1) == 31)
        #expect(backOff.wait(after: 1, retryAfter: 1e12, random: 0) == 120)
        #expect(backOff.wait(after: 1, retryAfter: .infinity, random: 0) == 120)
        #expect(backOff.wait(after: 1, retryAfter: .nan, random: 0.5) == 0.5)
    }
}
