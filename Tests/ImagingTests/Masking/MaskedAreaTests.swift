import Imaging
import Testing

@Suite struct MaskedAreaTests {
    @Test func theBoxesHoldExactlyTheBlocksThatAreTouched() {
        let size = FrameSize(width: 100, height: 60)
        let triangle = Polygon([.init(x: 0.1, y: 0.1), .init(x: 0.9, y: 0.2), .init(x: 0.3, y: 0.95)])
        let area = MaskedArea(of: [triangle], size: size)
        let coverage = Coverage(of: [triangle], size: size, cellWidth: 8, cellHeight: 8)
        for row in coverage.rows.indices {
            for column in 0..<coverage.columns {
                let (x, y) = ((Double(column) * 8 + 2) / 100, (Double(row) * 8 + 2) / 60)
                let holding = area.boxes.filter {
                    $0.x < x && x < $0.x + $0.width && $0.y < y && y < $0.y + $0.height
                }
                #expect(holding.count == (coverage.contains(column: column, row: row) ? 1 : 0))
            }
        }
        #expect(!area.isWhole)
    }

    @Test func whatLiesWhollyInTheAreaIsTold() {
        let area = MaskedArea(of: [rectangle(0.2, 0.2, 0.6, 0.6)], size: FrameSize(width: 1280, height: 720))
        #expect(area.contains(rectangle(0.3, 0.3, 0.5, 0.5)) && area.contains(rectangle(0.2, 0.2, 0.6, 0.6)))
        #expect(!area.contains(rectangle(0.3, 0.3, 0.7, 0.5)))
        #expect(area.contains(Polygon([.init(x: 0.25, y: 0.5), .init(x: 0.5, y: 0.25)])))
        #expect(!area.contains(Polygon([.init(x: 0.25, y: 0.5), .init(x: 0.5, y: 0.1)])))
    }

    @Test func nothingAndEverything() {
        let size = FrameSize(width: 100, height: 60)
        #expect(MaskedArea(of: [], size: size).boxes.isEmpty)
        let whole = MaskedArea(of: [rectangle(0, 0, 0.5, 1), rectangle(0.5, 0, 1, 1)], size: size)
        #expect(whole.isWhole)
        #expect(whole.boxes == [NormalizedBox(x: 0, y: 0, width: 1, height: 1)])
    }
}
