import Station
import Testing

struct RateMeterTests {
    @Test func theRateIsCountsPerSecondOverTheWindow() {
        var meter = RateMeter()
        var rate = 0.0
        for step in 0..<40 { rate = meter.add(count: UInt64(step * 5), at: Int64(step) * 500_000_000) }
        #expect(abs(rate - 10) < 0.001)
    }

    @Test func oneReadingIsNoRate() {
        var meter = RateMeter()
        #expect(meter.add(count: 100, at: 5) == 0)
    }

    @Test func theSameMomentTwiceIsNoRate() {
        var meter = RateMeter()
        _ = meter.add(count: 1, at: 5)
        #expect(meter.add(count: 2, at: 5) == 0)
    }

    @Test func aCameraThatFellSilentFallsToZeroWithinTheWindow() {
        var meter = RateMeter()
        for step in 0..<20 { _ = meter.add(count: UInt64(step), at: Int64(step) * 500_000_000) }
        var rate = 1.0
        for step in 20..<40 { rate = meter.add(count: 19, at: Int64(step) * 500_000_000) }
        #expect(rate == 0)
    }

    @Test func resettingForgetsWhatWasBefore() {
        var meter = RateMeter()
        for step in 0..<20 { _ = meter.add(count: UInt64(step) * 100, at: Int64(step) * 500_000_000) }
        meter.reset()
        #expect(meter.add(count: 5000, at: 10_000_000_000) == 0)
    }
}
