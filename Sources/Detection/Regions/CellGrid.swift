package import Imaging

/// The grid of square cells in which regions are found and held.
///
/// Cells are 2 pixels wide on small planes, where neighbours are only a few pixels apart, and 4 pixels on larger ones.
package struct CellGrid: Sendable, Hashable {
    /// Planes with fewer rows than this have cells of 2 × 2 pixels.
    package static let fineRows = 400

    /// The side of a cell as a power of two: 1 or 2.
    package let shift: Int
    /// Cells in a row.
    package let columns: Int
    /// Rows of cells.
    package let rows: Int

    /// Covers an image; the last column and row may reach beyond its edge.
    package init(size: FrameSize) {
        let shift = size.height < Self.fineRows ? 1 : 2
        self.shift = shift
        columns = (size.width + (1 << shift) - 1) >> shift
        rows = (size.height + (1 << shift) - 1) >> shift
    }

    /// The side of a cell in pixels.
    package var side: Int { 1 << shift }
    /// Cells in all.
    package var count: Int { columns * rows }
}
