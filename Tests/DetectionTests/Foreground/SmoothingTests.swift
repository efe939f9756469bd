import Detection
import Imaging
import Testing

@Suite struct SmoothingTests {
    let size = FrameSize(width: 160, height: 120)

    /// Shows a noisy scene for some seconds as the detector would.
    private func run(_ stage: Smoothing, _ model: BackgroundModel, noise: Int, seconds: Double) {
        var scene = Scene(noise: noise, seed: 5)
        let plane = GrayPlane(size: size)
        let hold = HoldMap(size: size)
        for _ in 0..<Int(seconds * 25) {
            scene.draw([], into: plane)
            stage.judge(model, seconds: 0.04)
            model.process(stage.smooth(plane), ticks: 1, hold: hold)
        }
    }

    @Test func calmScenesAreLeftAsTheyAre() {
        let stage = Smoothing(size: size)
        run(stage, BackgroundModel(size: size, contrast: 10), noise: 3, seconds: 10)
        #expect(!stage.isOn)
        let plane = GrayPlane(size: size)
        #expect(stage.smooth(plane) === plane)
    }

    @Test func noisyScenesAreSmoothedAndStaySo() {
        let stage = Smoothing(size: size)
        let model = BackgroundModel(size: size, contrast: 10)
        run(stage, model, noise: 14, seconds: 10)
        #expect(stage.isOn)
        run(stage, model, noise: 14, seconds: 20)
        #expect(stage.isOn)
        run(stage, model, noise: 1, seconds: 20)
        #expect(!stage.isOn)
    }

    @Test func aFlatPictureStaysFlat() {
        let stage = Smoothing(size: size)
        run(stage, BackgroundModel(size: size, contrast: 10), noise: 14, seconds: 10)
        let plane = GrayPlane(size: size)
        for y in 0..<120 { plane.row8(y).update(repeating: 77) }
        let smooth = stage.smooth(plane)
        for y in 0..<120 { #expect(smooth.row8(y).allSatisfy { $0 == 77 }) }
    }
}
