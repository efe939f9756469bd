import Detection
import Imaging
import Testing

@Suite struct RegionJudgeTests {
    let size = FrameSize(width: 160, height: 120)

    /// What a change within a rectangle is taken for; `draw` gives the new level from the background's.
    private func nature(_ draw: (Int, Int, Int) -> Int) -> [Region.Nature] {
        let model = BackgroundModel(size: size, contrast: 10)
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        let finder = RegionFinder(size: size, minimumArea: 20)
        let hold = HoldMap(size: size)
        let plane = GrayPlane(size: size)
        var scene = Scene(noise: 1)
        for frame in 0..<40 {
            scene.draw([], into: plane)
            if frame == 39 {
                for y in 30..<90 {
                    for x in 40..<110 {
                        plane.row8(y)[x] = UInt8(min(max(draw(x, y, Int(plane.row8(y)[x])), 0), 255))
                    }
                }
            }
            model.process(plane, ticks: 1, hold: hold)
        }
        mask.update(from: model)
        finder.find(in: mask, model: model)
        RegionJudge(size: size).judge(finder, plane, model, mask)
        return finder.regions.map(\.nature)
    }

    @Test func shadowKeepsThePatternAndIsLight() {
        let natures = nature { _, _, level in level * 70 / 100 }
        #expect(!natures.isEmpty && !natures.contains(.object))
    }

    @Test func plainObjectCoversThePatternAndIsAnObject() {
        #expect(nature { _, _, _ in 210 }.contains(.object))
        #expect(nature { _, _, _ in 20 }.contains(.object))
    }

    @Test func glowThatFadesOutIsLight() {
        let natures = nature { x, y, level in
            let away = max(abs(x - 75), abs(y - 60))
            return level + max(0, 60 - away * 60 / 30)
        }
        #expect(!natures.contains(.object))
    }
}
