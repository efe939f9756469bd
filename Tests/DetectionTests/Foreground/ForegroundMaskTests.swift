import Detection
import Imaging
import Testing

@Suite struct ForegroundMaskTests {
    let size = FrameSize(width: 61, height: 43)

    /// A model that scores 10 where `isSet`.
    private func model(_ isSet: (Int, Int) -> Bool) -> BackgroundModel {
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        let plane = GrayPlane(size: size)
        for y in 0..<size.height { plane.row8(y).update(repeating: 100) }
        for _ in 0..<60 { model.process(plane, ticks: 1, hold: hold) }
        for y in 0..<size.height {
            for x in 0..<size.width where isSet(x, y) { plane.row8(y)[x] = 220 }
        }
        model.process(plane, ticks: 1, hold: hold)
        return model
    }

    @Test func singlePixelsAreDroppedAndHolesClosed() {
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        mask.update(from: model { x, y in (x, y) == (10, 10) })
        #expect(mask.area == 0)
        mask.update(from: model { x, y in (20..<30).contains(x) && (20..<30).contains(y) && (x, y) != (25, 25) })
        #expect(mask.plane.row(25)[25] == 255)
        #expect((80...100).contains(mask.area))
    }

    @Test func cellsCountTheirPixels() {
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        mask.update(from: model { x, y in (16..<32).contains(x) && (16..<32).contains(y) })
        let cell = (22 >> mask.grid.shift) * mask.grid.columns + 22 >> mask.grid.shift
        #expect(Int(mask.counts[cell]) == mask.grid.side * mask.grid.side)
        #expect(Int(mask.strong[cell]) == mask.grid.side * mask.grid.side)
        var total = 0
        for cell in 0..<mask.grid.count { total += Int(mask.counts[cell]) }
        #expect(total == mask.area)
    }

    @Test func edgesOfTheImageHaveTheirVote() {
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        mask.update(from: model { x, y in x >= size.width - 6 && y >= size.height - 6 })
        #expect(mask.plane.row(size.height - 1)[size.width - 1] == 255)
    }

    @Test func theNextFrameStartsEmpty() {
        let mask = ForegroundMask(size: size, votes: 125, exclusion: nil)
        mask.update(from: model { x, y in x < 30 })
        #expect(mask.area > 0)
        mask.update(from: model { _, _ in false })
        #expect(mask.area == 0 && mask.counts[0] == 0 && mask.plane.row(5)[5] == 0)
    }

    @Test func whatIsExcludedIsNeverForeground() {
        let zones = [
            Zone(
                name: "left", role: .exclude,
                polygon: [
                    NormalizedPoint(x: 0, y: 0), NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 1),
                    NormalizedPoint(x: 0, y: 1),
                ])
        ]
        let mask = ForegroundMask(size: size, votes: 125, exclusion: Exclusion.plane(of: zones, size: size))
        mask.update(from: model { _, _ in true })
        for y in 0..<size.height {
            for x in 0..<30 { #expect(mask.plane.row(y)[x] == 0) }
            #expect(mask.plane.row(y)[50] == 255)
        }
        #expect(mask.watchedArea < size.area && mask.watchedArea > size.area / 3)
    }
}
