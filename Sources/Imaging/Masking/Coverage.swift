/// Which cells of a grid over an image polygons touch, row by row.
///
/// Invariant: a cell is covered if any part of it that lies in the image, and is larger than a millionth of a pixel, lies
/// inside a polygon (even-odd rule) or on its border. A polygon that merely shares a side with a cell does not touch it.
/// A polygon with a coordinate that is no number covers everything: nothing is shown by mistake.
///
/// It takes some microseconds a row: for when a stream begins, not for every frame.
package struct Coverage: Equatable {
    /// Cells side by side.
    package let columns: Int
    /// For each row of cells, the columns that are covered: ascending, without overlap.
    package private(set) var rows: [[Range<Int>]]

    /// Parts of a cell that are thinner than this, in pixels, come from rounding.
    private static let hair = 1e-6

    /// Works out the cells that polygons touch.
    ///
    /// - Parameters:
    ///   - polygons: in normalised coordinates.
    ///   - size: of the image in pixels.
    ///   - cellWidth, cellHeight: of a cell in pixels.
    package init(of polygons: [Polygon], size: FrameSize, cellWidth: Double, cellHeight: Double) {
        let (width, height) = (Double(size.width), Double(size.height))
        columns = max(1, Int((width / cellWidth).rounded(.up)))
        let rowCount = max(1, Int((height / cellHeight).rounded(.up)))
        let columns = columns
        rows = (0..<rowCount).map { row in
            let top = Double(row) * cellHeight + Self.hair
            let bottom = min(Double(row + 1) * cellHeight, height) - Self.hair
            var spans: [Range<Int>] = []
            for polygon in polygons {
                Self.spans(of: polygon, top: top, bottom: bottom, size: (width, height)) { left, right in
                    guard right > 0, left < width else { return }
                    let first = (min(max(left, 0), width) + Self.hair) / cellWidth
                    let last = (min(max(right, 0), width) - Self.hair) / cellWidth
                    let (lower, upper) = (max(0, Int(first.rounded(.down))), min(columns, Int(last.rounded(.up))))
                    if lower < upper { spans.append(lower..<upper) }
                }
            }
            return Self.merged(spans)
        }
    }

    /// Whether nothing is covered.
    package var isEmpty: Bool { rows.allSatisfy(\.isEmpty) }

    /// Whether a cell is covered. Cells beyond the image count as the nearest in it, because encoders fill them with that.
    package func contains(column: Int, row: Int) -> Bool {
        let column = min(column, columns - 1)
        return rows[min(row, rows.count - 1)].contains { $0.contains(column) }
    }

    /// Tells the extents, in pixels, in which the band from `top` to `bottom` meets the polygon.
    private static func spans(
        of polygon: Polygon, top: Double, bottom: Double, size: (width: Double, height: Double),
        _ tell: (Double, Double) -> Void
    ) {
        guard polygon.vertices.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
            tell(0, size.width)
            return
        }
        guard let last = polygon.vertices.last else { return }
        let middle = (top + bottom) / 2
        var crossings: [Double] = []
        var from = (x: last.x * size.width, y: last.y * size.height)
        for vertex in polygon.vertices {
            let to = (x: vertex.x * size.width, y: vertex.y * size.height)
            defer { from = to }
            // Where a border passes, the cell is touched; what lies between two borders is found on the middle line.
            if let part = clipped(from, to, top: top, bottom: bottom) { tell(part.left, part.right) }
            if (from.y > middle) != (to.y > middle) {
                crossings.append(from.x + (to.x - from.x) * ((middle - from.y) / (to.y - from.y)))
            }
        }
        crossings.sort()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) { tell(crossings[pair], crossings[pair + 1]) }
    }

    /// The horizontal extent of the part of a line that lies in a band, or `nil`.
    private static func clipped(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), top: Double, bottom: Double
    ) -> (left: Double, right: Double)? {
        guard max(from.y, to.y) >= top, min(from.y, to.y) <= bottom else { return nil }
        guard from.y != to.y else { return (min(from.x, to.x), max(from.x, to.x)) }
        func x(at y: Double) -> Double { from.x + (to.x - from.x) * ((y - from.y) / (to.y - from.y)) }
        let one = x(at: min(max(from.y, top), bottom))
        let other = x(at: min(max(to.y, top), bottom))
        return (min(one, other), max(one, other))
    }

    private static func merged(_ spans: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
