import Imaging
import Testing

@Suite struct LineSegmentTests {
    private func segment(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> LineSegment {
        LineSegment(from: NormalizedPoint(x: x1, y: y1), to: NormalizedPoint(x: x2, y: y2))
    }

    private var across: LineSegment { segment(0.25, 0.5, 0.75, 0.5) }

    @Test func sidesAreAsSeenOnTheImage() {
        #expect(across.side(of: NormalizedPoint(x: 0.5, y: 0.25)) == .left)
        #expect(across.side(of: NormalizedPoint(x: 0.5, y: 0.75)) == .right)
        #expect(across.side(of: NormalizedPoint(x: 0.9, y: 0.5)) == .on)
        let upward = segment(0.5, 1, 0.5, 0)
        #expect(upward.side(of: NormalizedPoint(x: 0.1, y: 0.5)) == .left)
        #expect(upward.side(of: NormalizedPoint(x: 0.9, y: 0.5)) == .right)
    }

    @Test func segmentsMeetIfTheyShareAPoint() {
        for (other, expected) in [
            (segment(0.5, 0.25, 0.5, 0.75), true), (segment(0.5, 0.25, 0.5, 0.5), true),
            (segment(0.25, 0.5, 0.25, 0), true), (segment(0.5, 0.25, 0.5, 0.375), false),
            (segment(0.875, 0.25, 0.875, 0.75), false), (segment(0.5, 0.5, 1, 0.5), true),
            (segment(0.875, 0.5, 1, 0.5), false), (segment(0.25, 0.625, 0.75, 0.625), false),
            (segment(0.5, 0.5, 0.5, 0.5), true), (segment(0.5, 0.4, 0.5, 0.4), false),
        ] {
            #expect(across.intersects(other) == expected)
            #expect(other.intersects(across) == expected)
            #expect((across.intersection(with: other) != nil) == expected)
        }
    }

    @Test func intersectionIsTheSharedPoint() {
        #expect(across.intersection(with: segment(0.5, 0.25, 0.5, 0.75)) == NormalizedPoint(x: 0.5, y: 0.5))
        #expect(across.intersection(with: segment(0.375, 0.25, 0.625, 0.75)) == NormalizedPoint(x: 0.5, y: 0.5))
        let shared = across.intersection(with: segment(0.5, 0.5, 1, 0.5))
        #expect(shared.map { across.contains($0) } == true)
    }

    @Test func crossingTellsWhereTo() {
        #expect(across.crossing(by: segment(0.5, 0.25, 0.5, 0.75)) == .right)
        #expect(across.crossing(by: segment(0.5, 0.75, 0.5, 0.25)) == .left)
        #expect(across.crossing(by: segment(0.9, 0.25, 0.9, 0.75)) == nil)
        #expect(across.crossing(by: segment(0.5, 0.25, 0.5, 0.4)) == nil)
        #expect(across.crossing(by: segment(0.3, 0.5, 0.6, 0.5)) == nil)
    }

    @Test func whoStopsOnTheLineIsCountedOnce() {
        let ways: [[Double]] = [[0.25, 0.5, 0.75], [0.25, 0.5, 0.5, 0.75], [0.25, 0.375, 0.5, 0.625]]
        for way in ways {
            let there = zip(way, way.dropFirst()).compactMap { across.crossing(by: segment(0.5, $0, 0.5, $1)) }
            #expect(there == [.right])
            let back = Array(way.reversed())
            #expect(
                zip(back, back.dropFirst()).compactMap { across.crossing(by: segment(0.5, $0, 0.5, $1)) } == [.left])
        }
        // Up to the line and back again is no crossing from the right, and two crossings from the left.
        #expect(across.crossing(by: segment(0.5, 0.75, 0.5, 0.5)) == nil)
        #expect(across.crossing(by: segment(0.5, 0.25, 0.5, 0.5)) == .right)
        #expect(across.crossing(by: segment(0.5, 0.5, 0.5, 0.25)) == .left)
    }
}
