/// The part of an image that privacy masks cover, in squares of 8 × 8 pixels: at least all luma that ``FrameMasker`` covers.
///
/// For those who must not look there: a covered area is as still as nothing that a camera sees.
public struct MaskedArea {
    /// Pixels along the side of a square; a block of coefficients.
    private static let side = 8.0

    /// Upright rectangles that together are the area; none overlaps another.
    public let boxes: [NormalizedBox]
    /// Whether nothing of the image is left.
    public let isWhole: Bool
    private let coverage: Coverage
    private let size: FrameSize

    /// Works out the area for images of one size.
    public init(of masks: [Polygon], size: FrameSize) {
        let coverage = Self.coverage(of: masks, size)
        self.coverage = coverage
        self.size = size
        isWhole = coverage.rows.allSatisfy { $0 == [0..<coverage.columns] }
        var boxes: [NormalizedBox] = []
        var first = 0
        while first < coverage.rows.count {
            // Rows that are alike make one box.
            let end = coverage.rows[first...].firstIndex { $0 != coverage.rows[first] } ?? coverage.rows.count
            let top = Double(first) * Self.side / Double(size.height)
            let bottom = min(1, Double(end) * Self.side / Double(size.height))
            for span in coverage.rows[first] {
                let left = Double(span.lowerBound) * Self.side / Double(size.width)
                let right = min(1, Double(span.upperBound) * Self.side / Double(size.width))
                boxes.append(NormalizedBox(x: left, y: top, width: right - left, height: bottom - top))
            }
            first = end
        }
        self.boxes = boxes
    }

    /// Whether a polygon, or a line from a point to another and back, lies wholly in the area. One that touches no square,
    /// such as a line on a border between two, does not.
    public func contains(_ polygon: Polygon) -> Bool {
        let inner = Self.coverage(of: [polygon], size)
        guard !inner.isEmpty else { return false }
        return zip(inner.rows, coverage.rows).allSatisfy { inner, outer in
            inner.allSatisfy { span in
                outer.contains { $0.lowerBound <= span.lowerBound && span.upperBound <= $0.upperBound }
            }
        }
    }

    private static func coverage(of polygons: [Polygon], _ size: FrameSize) -> Coverage {
        Coverage(of: polygons, size: size, cellWidth: side, cellHeight: side)
    }
}
