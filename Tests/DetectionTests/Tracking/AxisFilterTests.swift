import Detection
import Testing

@Suite struct AxisFilterTests {
    @Test(arguments: [5.0, 12, 25, 60])
    func speedOfASteadyThingIsLearntWithinHalfASecond(framesPerSecond: Double) {
        var filter = AxisFilter(place: 100, error: 2, speedError: 80)
        let step = 1 / framesPerSecond
        for frame in 1...Int(framesPerSecond) {
            filter.predict(step, acceleration: 40)
            filter.correct(100 + 40 * Double(frame) * step, error: 2)
        }
        #expect(abs(filter.speed - 40) < 4 && abs(filter.place - 140) < 1)
    }

    @Test func irregularStepsMeanTheSame() {
        var filter = AxisFilter(place: 0, error: 2, speedError: 80)
        var time = 0.0
        for step in [0.04, 0.2, 0.01, 0.12, 0.04, 0.3, 0.02, 0.04, 0.16, 0.04] {
            time += step
            filter.predict(step, acceleration: 40)
            filter.correct(50 * time, error: 1)
        }
        #expect(abs(filter.speed - 50) < 4)
    }

    @Test func withoutMeasurementsItGoesOnAndGrowsUncertain() {
        var filter = AxisFilter(place: 0, error: 1, speedError: 10)
        for frame in 1...20 {
            filter.predict(0.04, acceleration: 20)
            filter.correct(Double(frame), error: 1)
        }
        let before = filter.uncertainty
        for _ in 0..<10 { filter.predict(0.04, acceleration: 20) }
        #expect(abs(filter.place - 30) < 1.5 && filter.uncertainty > before)
    }

    @Test func standingThingStaysWhereItIs() {
        var filter = AxisFilter(place: 50, error: 2, speedError: 80)
        for frame in 0..<200 {
            filter.predict(0.04, acceleration: 20)
            filter.correct(50 + (frame % 2 == 0 ? 1 : -1), error: 2)
        }
        #expect(abs(filter.place - 50) < 1 && abs(filter.speed) < 10)
    }
}
