import Detection
import Imaging
import Testing

@Suite struct BackgroundModelTests {
    let size = FrameSize(width: 64, height: 48)

    /// Shows a constant picture, with one square of another level, for some ticks.
    private func show(
        _ model: BackgroundModel, _ hold: HoldMap, frames: Int, ticks: Int = 1, level: UInt8 = 100, square: UInt8? = nil
    ) {
        let plane = GrayPlane(size: size)
        for _ in 0..<frames {
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let isInside = (16..<32).contains(x) && (16..<32).contains(y)
                    plane.row8(y)[x] = isInside ? square ?? level : level
                }
            }
            model.process(plane, ticks: ticks, hold: hold)
        }
    }

    private func fill(_ hold: HoldMap, with value: UInt8) {
        hold.fill(with: value)
    }

    @Test func whatLooksLikeTheBackgroundScoresNothing() {
        let model = BackgroundModel(size: size, contrast: 10)
        show(model, HoldMap(size: size), frames: 30)
        #expect(!model.busy.contains(true))
        #expect(model.score.row(20)[20] == 0)
    }

    @Test(arguments: [(60, 10), (-60, 10), (10, 5), (0, 0)])
    func scoreSaysHowClearlyAPixelDiffers(contrast: Int, score: UInt8) {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 100)
        show(model, hold, frames: 1, square: UInt8(100 + contrast))
        #expect(model.score.row(20)[20] == score)
        #expect(model.score.row(4)[4] == 0)
    }

    @Test func whatStandsStillInAFreeCellIsLearnt() {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 50)
        show(model, hold, frames: 100, square: 180)
        #expect(model.score.row(20)[20] == 0)
        #expect(abs(Int(model.mean.row(20)[20] >> 7) - 180) <= 1)
        #expect(abs(Int(model.second.row(20)[20]) - 100) <= 1, "the old background stays the second mode")
    }

    @Test func whatStandsStillInAFrozenCellIsNeverLearnt() {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 50)
        fill(hold, with: HoldMap.freeze)
        show(model, hold, frames: 20_000, square: 180)
        #expect(model.score.row(20)[20] == 10)
        show(model, hold, frames: 1)
        #expect(model.score.row(20)[20] == 0, "the background behind it is still known")
    }

    @Test func absorbedCellsAreBackgroundAtOnce() {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 50)
        fill(hold, with: HoldMap.absorb)
        show(model, hold, frames: 1, square: 180)
        show(model, hold, frames: 1, square: 180)
        #expect(model.score.row(20)[20] == 0)
    }

    @Test func noiseRaisesTheThreshold() {
        let calm = BackgroundModel(size: size, contrast: 10)
        let noisy = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(calm, hold, frames: 200)
        for frame in 0..<200 { show(noisy, hold, frames: 1, level: frame % 2 == 0 ? 92 : 108) }
        #expect(calm.noise.row(20)[20] < 16)
        #expect(noisy.noise.row(20)[20] > 100)
    }

    @Test func theSameTimeTeachesTheSameAtAnyFrameRate() {
        let hold = HoldMap(size: size)
        var means: [Int] = []
        for ticks in [1, 2, 4, 8] {
            let model = BackgroundModel(size: size, contrast: 10)
            show(model, hold, frames: 160 / ticks, ticks: ticks)
            show(model, hold, frames: 48 / ticks, ticks: ticks, level: 108)
            means.append(Int(model.mean.row(20)[20]))
        }
        #expect((means.max() ?? 0) - (means.min() ?? 0) < 128, "\(means)")
    }

    @Test func withoutTicksNothingIsLearnt() {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 50)
        show(model, hold, frames: 1000, ticks: 0, square: 180)
        #expect(model.score.row(20)[20] == 10)
    }

    @Test func restartTakesTheNextPlaneAsBackground() {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        show(model, hold, frames: 50)
        model.restart()
        #expect(model.isLearning)
        show(model, hold, frames: 1, level: 200)
        #expect(model.score.row(20)[20] == 0)
    }

    /// Somebody goes by every minute, for three hours: the model must forget each of them as it did in the first hour.
    @Test func whatComesAgainAndAgainIsSeenInTheThirdHourAsInTheFirst() {
        let size = FrameSize(width: 96, height: 72)
        var settings = DetectionSettings()
        settings.rules = [Rule(name: "anyone", condition: .intrusion(zone: nil))]
        let detector = Detector(settings: settings, size: size)
        let plane = GrayPlane(size: size)
        var noise: UInt64 = 88_172_645_463_325_252
        var alarms = [0, 0, 0]
        for frame in 0..<(3 * 3600 * 5) {
            let left = Int((-0.2 + Double(frame % 300) / 5 * 0.3) * 96)
            for y in 0..<size.height {
                let row = plane.row8(y)
                for x in 0..<size.width {
                    noise ^= noise << 13
                    noise ^= noise >> 7
                    noise ^= noise << 17
                    let isWalker = (26..<62).contains(y) && (left..<(left + 13)).contains(x)
                    row[x] = isWalker ? 210 : UInt8(100 + (x &* 7 &+ y &* 13) % 23 + Int(noise % 5))
                }
            }
            detector.process(plane, at: Int64(frame) * 200_000_000)
            for change in detector.changes {
                if case .opened = change { alarms[frame / 18_000] += 1 }
            }
        }
        #expect(alarms.allSatisfy { (55...60).contains($0) }, "alarms in each hour: \(alarms)")
    }
}
