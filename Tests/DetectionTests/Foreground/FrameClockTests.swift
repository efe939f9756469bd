import Detection
import Testing

@Suite struct FrameClockTests {
    @Test(arguments: [5.0, 6.92, 10, 25, 30, 60, 120])
    func ticksKeepUpWithTimeAtAnyFrameRate(framesPerSecond: Double) {
        var clock = FrameClock()
        var ticks = 0
        let count = Int(20 * framesPerSecond)
        for frame in 0...count {
            let step = clock.advance(to: Int64(Double(frame) / framesPerSecond * 1e9))
            #expect([0, 1, 2, 4, 8].contains(step.ticks))
            ticks += step.ticks
        }
        #expect(abs(ticks - 500) <= 8)
    }

    @Test func equalAndBackwardTimestampsAreTheSmallestStepForward() {
        var clock = FrameClock()
        let first = clock.advance(to: 5_000_000_000)
        let equal = clock.advance(to: 5_000_000_000)
        let backward = clock.advance(to: 1_000_000_000)
        let forward = clock.advance(to: 1_040_000_000)
        #expect(equal.now == first.now + FrameClock.smallestStep && equal.seconds == 0.001)
        #expect(backward.now == equal.now + FrameClock.smallestStep)
        #expect(forward.now == backward.now + 40_000_000)
    }

    @Test func hoursApartGrantNoMoreThanTheMostTicks() {
        var clock = FrameClock()
        _ = clock.advance(to: 0)
        let step = clock.advance(to: 7200 * 1_000_000_000)
        #expect(step.ticks == FrameClock.maximumTicks && step.seconds == 7200)
    }

    @Test func extremeTimestampsDoNotTrap() {
        var clock = FrameClock()
        var last = Int64.min
        for timestamp in [Int64.min, .max, .min, 0, .max, .max, .min + 1] {
            let step = clock.advance(to: timestamp)
            #expect(step.now >= last && step.seconds > 0)
            last = step.now
        }
    }
}
