import Imaging
import Testing

@Suite struct CoverageTests {
    private func cells(_ polygon: Polygon, _ size: FrameSize, _ side: Double) -> Coverage {
        Coverage(of: [polygon], size: size, cellWidth: side, cellHeight: side)
    }

    @Test func aCellIsCoveredIfAnyPartOfItLiesUnderThePolygonAndOnlyThen() {
        var dice = Dice(seed: 7)
        for _ in 0..<150 {
            let size = FrameSize(
                width: Int.random(in: 9...90, using: &dice), height: Int.random(in: 9...90, using: &dice))
            let polygon = Polygon(
                (0..<Int.random(in: 3...7, using: &dice)).map { _ in
                    .init(x: .random(in: 0...1, using: &dice), y: .random(in: 0...1, using: &dice))
                })
            let coverage = cells(polygon, size, 8)
            var touched = Set<[Int]>()
            var nearlyTouched = Set<[Int]>()
            func touch(_ x: Double, _ y: Double) {
                guard x > 0, y > 0, x < Double(size.width), y < Double(size.height) else { return }
                // A point on a border between cells belongs to none for certain.
                let isInside = abs((x / 8).rounded() * 8 - x) > 1e-3 && abs((y / 8).rounded() * 8 - y) > 1e-3
                if isInside { touched.insert([Int(x / 8), Int(y / 8)]) }
                for dx in [-0.3, 0.3] {
                    for dy in [-0.3, 0.3] { nearlyTouched.insert([Int((x + dx) / 8), Int((y + dy) / 8)]) }
                }
            }
            for y in stride(from: 0.125, to: Double(size.height), by: 0.25) {
                for x in stride(from: 0.125, to: Double(size.width), by: 0.25)
                where polygon.contains(.init(x: x / Double(size.width), y: y / Double(size.height))) { touch(x, y) }
            }
            for edge in polygon.edges {
                for step in 0...2000 {
                    let share = Double(step) / 2000
                    touch(
                        (edge.start.x + share * (edge.end.x - edge.start.x)) * Double(size.width),
                        (edge.start.y + share * (edge.end.y - edge.start.y)) * Double(size.height))
                }
            }
            for row in coverage.rows.indices {
                for column in 0..<coverage.columns {
                    let isCovered = coverage.contains(column: column, row: row)
                    if touched.contains([column, row]) { #expect(isCovered) }
                    if isCovered { #expect(nearlyTouched.contains([column, row])) }
                }
            }
        }
    }

    @Test func aSharedSideIsNoTouch() {
        let coverage = cells(rectangle(0.25, 0.25, 0.5, 0.5), FrameSize(width: 64, height: 64), 8)
        #expect(coverage.rows == [[], [], [2..<4], [2..<4], [], [], [], []])
    }

    @Test func theThinnestSliverIsCovered() {
        let size = FrameSize(width: 64, height: 64)
        #expect(cells(rectangle(0.25, 0.25, 0.5 + 1e-4, 0.5 + 1e-4), size, 8).rows[4] == [2..<5])
        #expect(cells(rectangle(0.3, 0.3, 0.3 + 1e-7, 0.31), size, 8).rows[2] == [2..<3])
    }

    @Test func theWholeImageAndWhatLiesOutsideOfIt() {
        let size = FrameSize(width: 33, height: 17)
        #expect(cells(rectangle(0, 0, 1, 1), size, 8).rows == [[0..<5], [0..<5], [0..<5]])
        #expect(cells(rectangle(-2, -1, 3, 2), size, 8).rows == [[0..<5], [0..<5], [0..<5]])
        #expect(cells(rectangle(1.1, 0, 2, 1), size, 8).isEmpty)
    }

    @Test func cellsBeyondTheImageCountAsTheNearestInIt() {
        let coverage = cells(rectangle(0.9, 0.9, 1, 1), FrameSize(width: 33, height: 17), 8)
        #expect(coverage.contains(column: 9, row: 9))
        #expect(!coverage.contains(column: 0, row: 9))
    }

    @Test func aPolygonThatIsNoNumberCoversEverything() {
        let coverage = cells(rectangle(.nan, 0, 0.1, 0.1), FrameSize(width: 32, height: 16), 8)
        #expect(coverage.rows == [[0..<4], [0..<4]])
    }

    @Test func partsEnclosedTwiceAreOutsideUnlessABorderPasses() {
        // A frame: an outer and an inner rectangle, joined by a cut.
        let corners: [(Double, Double)] = [
            (0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (0.26, 0.26), (0.26, 0.74), (0.74, 0.74), (0.74, 0.26),
            (0.26, 0.26),
        ]
        let coverage = cells(Polygon(corners.map { .init(x: $0.0, y: $0.1) }), FrameSize(width: 128, height: 128), 8)
        #expect(!coverage.contains(column: 8, row: 8))
        #expect(coverage.contains(column: 4, row: 8) && coverage.contains(column: 11, row: 8))
        #expect(coverage.contains(column: 0, row: 0) && coverage.contains(column: 15, row: 15))
    }
}
