package import Imaging

/// The grid of cells of 4 × 4 pixels in which regions are found and held.
package struct CellGrid: Sendable, Hashable {
    /// The side of a cell as a power of two.
    package static let shift = 2
    /// The side of a cell in pixels.
    package static let side = 1 << shift

    /// Cells in a row.
    package let columns: Int
    /// Rows of cells.
    package let rows: Int

    /// Covers an image; the last column and row may reach beyond its edge.
    package init(size: FrameSize) {
        columns = (size.width + Self.side - 1) >> Self.shift
        rows = (size.height + Self.side - 1) >> Self.shift
    }

    /// Cells in all.
    package var count: Int { columns * rows }
}
