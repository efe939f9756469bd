import Detection
import Imaging
import Testing

@Suite struct RegionFinderTests {
    let size = FrameSize(width: 200, height: 150)

    /// The regions of rectangles that appear on a plain background.
    private func regions(_ patches: [Scene.Patch], minimumArea: Int = 20) -> (RegionFinder, [Region]) {
        let model = BackgroundModel(size: size, contrast: 10)
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        let finder = RegionFinder(size: size, minimumArea: minimumArea)
        let hold = HoldMap(size: size)
        let plane = GrayPlane(size: size)
        var scene = Scene(width: size.width, height: size.height, noise: 0)
        for frame in 0..<40 {
            scene.draw(frame < 39 ? [] : patches, into: plane)
            model.process(plane, ticks: 1, hold: hold)
        }
        mask.update(from: model)
        finder.find(in: mask, model: model)
        return (finder, finder.regions)
    }

    private func patch(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Scene.Patch {
        Scene.Patch(x: x, y: y, width: width, height: height, level: 230)
    }

    @Test func boxFitsTheObjectToThePixel() throws {
        let region = try #require(regions([patch(41, 33, 21, 37)]).1.first)
        #expect(abs(region.left - 41) <= 1 && abs(region.right - 62) <= 1)
        #expect(abs(region.top - 33) <= 1 && abs(region.bottom - 70) <= 1)
        #expect(abs(region.area - 21 * 37) < 40)
    }

    @Test func objectsSideBySideStayApart() {
        #expect(regions([patch(20, 40, 20, 40), patch(48, 40, 20, 40)]).1.count == 2)
    }

    @Test func objectsThatStandCloseAboveEachOtherStayApart() {
        #expect(regions([patch(40, 20, 16, 20), patch(40, 48, 16, 30)]).1.count == 2)
    }

    @Test func partsBetweenWhichThereAreTracesAreOneObject() {
        // A belt that hardly differs from what is behind it.
        let belt = Scene.Patch(x: 40, y: 40, width: 16, height: 7, level: Scene.background(48, 43) + 10)
        #expect(regions([patch(40, 20, 16, 20), belt, patch(40, 47, 16, 30)]).1.count == 1)
    }

    @Test func shapeThatClosesLateIsOneRegion() {
        #expect(regions([patch(20, 20, 8, 60), patch(60, 20, 8, 60), patch(20, 76, 48, 8)]).1.count == 1)
    }

    @Test func smallObjectsAreLeftOut() {
        #expect(regions([patch(20, 20, 6, 6)], minimumArea: 60).1.isEmpty)
        #expect(regions([patch(20, 20, 10, 10)], minimumArea: 60).1.count == 1)
    }

    @Test func labelsPointToTheirRegions() {
        let (finder, regions) = regions([patch(20, 20, 16, 16), patch(100, 100, 16, 16)])
        #expect(regions.count == 2)
        let shift = finder.grid.shift
        #expect(finder.labels[(28 >> shift) * finder.grid.columns + 28 >> shift] == 1)
        #expect(finder.labels[(108 >> shift) * finder.grid.columns + 108 >> shift] == 2)
        #expect(finder.labels[0] == 0)
    }

    @Test func thereAreNeverMoreRegionsThanTheLimit() {
        var patches: [Scene.Patch] = []
        for row in 0..<13 { for column in 0..<25 { patches.append(patch(column * 8, row * 11, 4, 4)) } }
        let (_, found) = regions(patches, minimumArea: 6)
        #expect(found.count <= RegionFinder.limit)
    }
}
