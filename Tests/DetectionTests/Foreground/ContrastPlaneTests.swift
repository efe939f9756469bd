import Detection
import Imaging
import Testing

@Suite struct ContrastPlaneTests {
    let size = FrameSize(width: 160, height: 120)

    /// A stage that has settled on a scene with noise of ±2 counts.
    private func settled(_ scene: inout Scene, _ plane: GrayPlane, countsPerLevel: Int) -> ContrastPlane {
        let stage = ContrastPlane(size: size)
        for frame in 1...ContrastPlane.settlingFrames + 1 {
            scene.draw16([], into: plane, countsPerLevel: countsPerLevel)
            #expect(stage.update(from: plane) == (frame > ContrastPlane.settlingFrames))
        }
        return stage
    }

    @Test func contrastOfSomeCountsIsKept() {
        var scene = Scene()
        let plane = GrayPlane(size: size, depth: .sixteen)
        let stage = settled(&scene, plane, countsPerLevel: 20)
        scene.draw16([Scene.Patch(x: 40, y: 40, width: 20, height: 20, level: 20)], into: plane, countsPerLevel: 20)
        #expect(stage.update(from: plane))
        var inside = 0
        for y in 44..<56 { for x in 44..<56 { inside += Int(stage.plane.row8(y)[x]) - 128 } }
        #expect(inside / 144 >= 15, "20 counts over a scene of 1500 are \(inside / 144) levels")
    }

    @Test(arguments: [-5000, -300, 40, 2500])
    func anOffsetOfTheWholeImageVanishes(offset: Int) {
        var scene = Scene(noise: 0)
        let plane = GrayPlane(size: size, depth: .sixteen)
        let stage = settled(&scene, plane, countsPerLevel: 20)
        scene.draw16([], into: plane, countsPerLevel: 20, offset: offset)
        #expect(stage.update(from: plane))
        for y in stride(from: 0, to: 120, by: 7) {
            for x in stride(from: 0, to: 160, by: 7) { #expect(abs(Int(stage.plane.row8(y)[x]) - 128) <= 2) }
        }
    }

    @Test func hotAndColdGoToBothSides() {
        var scene = Scene()
        let plane = GrayPlane(size: size, depth: .sixteen)
        let stage = settled(&scene, plane, countsPerLevel: 20)
        scene.draw16(
            [
                Scene.Patch(x: 20, y: 40, width: 20, height: 20, level: 60),
                Scene.Patch(x: 100, y: 40, width: 20, height: 20, level: -60),
            ], into: plane, countsPerLevel: 20)
        #expect(stage.update(from: plane))
        #expect(stage.plane.row8(50)[30] > 150 && stage.plane.row8(50)[110] < 106)
    }

    @Test func extremePlanesDoNotTrap() {
        for values in [[0, 0], [65535, 65535], [0, 65535], [65535, 0]] as [[UInt16]] {
            let small = FrameSize(width: 3, height: 2)
            let plane = GrayPlane(size: small, depth: .sixteen)
            let stage = ContrastPlane(size: small)
            let model = BackgroundModel(size: small, contrast: 10)
            let hold = HoldMap(size: small)
            for frame in 0..<40 {
                for y in 0..<2 { plane.row16(y).update(repeating: values[frame % 2]) }
                guard stage.update(from: plane) else { continue }
                model.process(stage.plane, ticks: 1, hold: hold)
                stage.follow(model)
            }
            #expect(stage.gain != nil)
        }
    }
}
