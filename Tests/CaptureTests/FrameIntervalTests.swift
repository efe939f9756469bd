import Capture
import Testing

@Suite struct FrameIntervalTests {
    @Test(
        "a rate becomes the fraction that people mean",
        arguments: [
            (15.0, 1, 15), (29.97, 100, 2997), (30000.0 / 1001, 1001, 30000), (0.5, 2, 1), (12.5, 2, 25),
            (59.94, 50, 2997),
        ])
    func fraction(rate: Double, numerator: UInt32, denominator: UInt32) {
        let interval = FrameInterval(framesPerSecond: rate)
        #expect(interval.numerator == numerator)
        #expect(interval.denominator == denominator)
    }

    @Test("nonsense rates become a rate that works", arguments: [0, -5, Double.nan, .infinity, 1e300])
    func nonsense(rate: Double) {
        let interval = FrameInterval(framesPerSecond: rate)
        #expect(interval.framesPerSecond > 0)
        #expect(interval.framesPerSecond.isFinite)
    }

    @Test("a fraction with zeros is mended")
    func zeros() {
        #expect(FrameInterval(numerator: 0, denominator: 0) == FrameInterval(numerator: 1, denominator: 1))
    }

    @Test("times of frames are exact and do not drift")
    func times() {
        let third = FrameInterval(numerator: 1, denominator: 30)
        #expect(third.nanoseconds(ofFrame: 0) == 0)
        #expect(third.nanoseconds(ofFrame: 1) == 33_333_333)
        #expect(third.nanoseconds(ofFrame: 3) == 100_000_000)
        #expect(third.nanoseconds(ofFrame: 30 * 86_400 * 365) == 86_400 * 365 * 1_000_000_000)
        #expect(third.nanoseconds(ofFrame: .max) == .max)
    }
}
