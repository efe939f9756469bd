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

    /// Works out the area for images of one size.
    public init(of masks: [Polygon], size: FrameSize) {
        let coverage = Coverage(of: masks, size: size, cellWidth: Self.side, cellHeight: Self.side)
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
}
