import Imaging
import Testing

@Suite struct PolygonTests {
    private func polygon(_ corners: (Double, Double)...) -> Polygon {
        Polygon(corners.map { NormalizedPoint(x: $0.0, y: $0.1) })
    }

    private var square: Polygon { polygon((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)) }

    /// An L; its notch is at the top right.
    private var angle: Polygon {
        polygon((0.125, 0.125), (0.5, 0.125), (0.5, 0.5), (0.875, 0.5), (0.875, 0.875), (0.125, 0.875))
    }

    private var bowTie: Polygon { polygon((0, 0), (1, 1), (1, 0), (0, 1)) }

    @Test func insideIsInside() {
        for (x, y, expected) in [
            (0.3, 0.3, true), (0.3, 0.8, true), (0.8, 0.8, true), (0.8, 0.3, false), (0.05, 0.5, false),
            (0.5, 0.95, false),
        ] {
            #expect(angle.contains(NormalizedPoint(x: x, y: y)) == expected)
        }
    }

    @Test func theBorderBelongsToIt() {
        for point in angle.vertices { #expect(angle.contains(point)) }
        for (x, y) in [(0.5, 0.25), (0.75, 0.5), (0.125, 0.5), (0.5, 0.875)] {
            #expect(angle.contains(NormalizedPoint(x: x, y: y)))
        }
    }

    @Test func directionDoesNotMatter() {
        let reversed = Polygon(angle.vertices.reversed())
        #expect(reversed.area == angle.area)
        #expect(
            reversed.mask(size: FrameSize(width: 30, height: 20)).bytes
                == angle.mask(size: FrameSize(width: 30, height: 20)).bytes)
    }

    @Test func areaIsAShareOfTheImage() {
        #expect(square.area == 0.25)
        #expect(angle.area == 0.5625 - 0.140625)
        #expect(polygon((0, 0), (1, 0), (0, 1)).area == 0.5)
        #expect(Polygon([]).area == 0)
        #expect(polygon((0.2, 0.2), (0.8, 0.8)).area == 0)
    }

    @Test func crossingBordersAreFound() {
        #expect(!square.isSelfIntersecting)
        #expect(!angle.isSelfIntersecting)
        #expect(!polygon((0, 0), (1, 0), (0, 1)).isSelfIntersecting)
        #expect(bowTie.isSelfIntersecting)
        // A corner on another border, a corner used twice, a spike, a degenerate triangle.
        #expect(polygon((0, 0), (1, 0), (0.5, 0), (0.5, 1)).isSelfIntersecting)
        #expect(polygon((0, 0), (0.5, 0.5), (1, 0), (1, 1), (0.5, 0.5), (0, 1)).isSelfIntersecting)
        #expect(polygon((0, 0), (1, 0), (1, 1), (1, 0.5), (0, 1)).isSelfIntersecting)
        #expect(polygon((0, 0), (0.5, 0.5), (1, 1)).isSelfIntersecting)
    }

    @Test func aCornerGivenTwiceInARowIsNoCrossing() {
        #expect(!polygon((0, 0), (1, 0), (1, 0), (0, 1), (0, 0)).isSelfIntersecting)
    }

    @Test func degeneratePolygonsContainTheirBorderOnly() {
        let empty = Polygon([])
        let line = polygon((0.25, 0.25), (0.75, 0.75))
        #expect(!empty.contains(NormalizedPoint(x: 0, y: 0)))
        #expect(line.contains(NormalizedPoint(x: 0.5, y: 0.5)))
        #expect(!line.contains(NormalizedPoint(x: 0.5, y: 0.6)))
        #expect(!empty.isSelfIntersecting)
        #expect(empty.edges.isEmpty)
    }

    @Test func boundingBoxEncloses() {
        #expect(angle.boundingBox == NormalizedBox(x: 0.125, y: 0.125, width: 0.75, height: 0.75))
        #expect(Polygon([]).boundingBox == NormalizedBox(x: 0, y: 0, width: 0, height: 0))
    }

    @Test(arguments: [
        FrameSize(width: 1, height: 1), FrameSize(width: 33, height: 17), FrameSize(width: 64, height: 64),
    ])
    func maskPixelsAreThoseWhoseCentreIsContained(size: FrameSize) {
        for polygon in [square, angle, bowTie] {
            let mask = polygon.mask(size: size)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    #expect(mask.row8(y)[x] == (polygon.contains(size.center(x: x, y: y)) ? 255 : 0))
                }
            }
        }
    }

    @Test func maskAreaIsThePolygonsArea() {
        let size = FrameSize(width: 400, height: 300)
        let count = angle.mask(size: size).bytes.reduce(0) { $0 + ($1 == 255 ? 1 : 0) }
        #expect(abs(Double(count) / Double(size.area) - angle.area) < 0.01)
    }

    @Test func theWholeImageMasksEveryPixel() {
        let mask = polygon((0, 0), (1, 0), (1, 1), (0, 1)).mask(size: FrameSize(width: 31, height: 7))
        #expect(mask.bytes.allSatisfy { $0 == 255 })
    }

    @Test func cornersOutsideTheImageOrNotNumbersAreHarmless() {
        let size = FrameSize(width: 16, height: 16)
        #expect(polygon((-5, -5), (9, -5), (9, 9), (-5, 9)).mask(size: size).bytes.allSatisfy { $0 == 255 })
        #expect(polygon((2, 2), (3, 2), (3, 3)).mask(size: size).bytes.allSatisfy { $0 == 0 })
        let nonsense = polygon((.nan, 0), (.infinity, 1), (0, -.infinity))
        #expect(nonsense.mask(size: size).bytes.allSatisfy { $0 == 0 })
        #expect(!nonsense.contains(NormalizedPoint(x: 0.5, y: 0.5)))
    }

    @Test func fillLeavesWhatIsOutside() {
        let plane = GrayPlane(size: FrameSize(width: 8, height: 8))
        for y in 0..<8 { plane.row8(y).update(repeating: 9) }
        square.fill(plane, with: 77)
        #expect(plane.row8(4)[4] == 77)
        #expect(plane.row8(0)[0] == 9)
    }
}

extension GrayPlane {
    fileprivate var bytes: [UInt8] { pixels(self) }
}
