import Detection
import Imaging
import Testing

@Suite struct LightCompensationTests {
    let size = FrameSize(width: 320, height: 240)

    private func learnt(_ scene: inout Scene, _ plane: GrayPlane, _ hold: HoldMap) -> BackgroundModel {
        let model = BackgroundModel(size: size, contrast: 10)
        for _ in 0..<40 {
            scene.draw([], into: plane)
            model.process(plane, ticks: 1, hold: hold)
        }
        return model
    }

    @Test(arguments: [70, 85, 115, 140])
    func theModelFollowsAChangeOfTheWholeLight(percent: Int) {
        var scene = Scene(width: 320, height: 240)
        let plane = GrayPlane(size: size)
        let hold = HoldMap(size: size)
        let model = learnt(&scene, plane, hold)
        var light = LightCompensation(size: size)
        scene.draw([], into: plane, light: percent)
        let isRelit = light.relight(model, for: plane, hold: hold)
        #expect(isRelit)
        let expected = Scene.background(100, 100) * percent / 100
        #expect(abs(Int(model.mean.row(100)[100] >> 7) - expected) <= 4)
    }

    @Test func steadyLightChangesNothing() {
        var scene = Scene(width: 320, height: 240)
        let plane = GrayPlane(size: size)
        let hold = HoldMap(size: size)
        let model = learnt(&scene, plane, hold)
        var light = LightCompensation(size: size)
        scene.draw([], into: plane)
        let isRelit = light.relight(model, for: plane, hold: hold)
        #expect(!isRelit)
    }

    @Test func anObjectIsNoChangeOfLight() {
        var scene = Scene(width: 320, height: 240)
        let plane = GrayPlane(size: size)
        let hold = HoldMap(size: size)
        let model = learnt(&scene, plane, hold)
        var light = LightCompensation(size: size)
        scene.draw([Scene.Patch(x: 100, y: 60, width: 60, height: 60, level: 230)], into: plane)
        light.relight(model, for: plane, hold: hold)
        #expect(abs(Int(model.mean.row(90)[130] >> 7) - Scene.background(130, 90)) <= 4)
    }

    /// Two thirds of the picture behind a privacy mask, which is gray whatever the light does.
    @Test(arguments: [70, 140])
    func whatIsExcludedHasNoVoice(percent: Int) {
        var scene = Scene(width: 320, height: 240)
        let exclusion = GrayPlane(size: size)
        let plane = GrayPlane(size: size)
        let hold = HoldMap(size: size)
        let model = BackgroundModel(size: size, contrast: 10)
        func cover() {
            for y in 80..<240 {
                for x in 0..<320 {
                    exclusion.row8(y)[x] = 255
                    plane.row8(y)[x] = 128
                }
            }
        }
        for _ in 0..<40 {
            scene.draw([], into: plane)
            cover()
            model.process(plane, ticks: 1, hold: hold)
        }
        var light = LightCompensation(size: size, exclusion: exclusion)
        scene.draw([], into: plane, light: percent)
        cover()
        let isRelit = light.relight(model, for: plane, hold: hold)
        #expect(isRelit)
        let expected = Scene.background(160, 78) * percent / 100
        #expect(abs(Int(model.mean.row(78)[160] >> 7) - expected) <= 4, "at the border of the mask too")
    }
}
