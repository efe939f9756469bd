package import Imaging

/// What the tracker asks of the background model, for each cell of 4 × 4 pixels.
package final class HoldMap {
    /// Background is learnt as usual.
    package static let free: UInt8 = 0
    /// Nothing here becomes background: an object stands or moves here.
    package static let freeze: UInt8 = 1
    /// What is here becomes background at once: the object that was part of the background has left.
    package static let absorb: UInt8 = 2
    /// Perhaps an object; only what comes again and again becomes background.
    package static let doubtful: UInt8 = 3

    /// Columns and rows of cells.
    package let grid: CellGrid
    /// One value a cell, row-major.
    package let base: UnsafeMutablePointer<UInt8>

    /// Makes a map that is the same everywhere.
    package init(size: FrameSize, filledWith value: UInt8 = HoldMap.free) {
        grid = CellGrid(size: size)
        base = .allocate(capacity: grid.count)
        base.initialize(repeating: value, count: grid.count)
    }

    deinit {
        base.deallocate()
    }

    /// Frees every cell.
    package func clear() {
        base.update(repeating: Self.free, count: grid.count)
    }

    /// Whether the cell with this pixel is free.
    @inline(__always)
    package func isFree(x: Int, y: Int) -> Bool {
        base[(y >> CellGrid.shift) * grid.columns + (x >> CellGrid.shift)] == Self.free
    }

    /// Writes the cells of row `y` of pixels, one byte a pixel.
    package func expand(row y: Int, into row: UnsafeMutablePointer<UInt8>, width: Int) {
        let cells = base + (y >> CellGrid.shift) * grid.columns
        for x in 0..<width { row[x] = cells[x >> CellGrid.shift] }
    }

    /// Holds the cells of regions as the tracker decided, and the cells around those of objects.
    package func update(from holds: [UInt8], finder: RegionFinder) {
        clear()
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let label = finder.labels[row * grid.columns + column]
                if label == 0 { continue }
                let value = holds[Int(label) - 1]
                if value == Self.freeze || value == Self.doubtful {
                    holdAround(column, row, value)
                } else if value == Self.absorb {
                    base[row * grid.columns + column] = value
                }
            }
        }
    }

    private func holdAround(_ column: Int, _ row: Int, _ value: UInt8) {
        for y in max(0, row - 1)...min(grid.rows - 1, row + 1) {
            for x in max(0, column - 1)...min(grid.columns - 1, column + 1) {
                let cell = y * grid.columns + x
                if base[cell] == Self.free || (base[cell] == Self.doubtful && value == Self.freeze) {
                    base[cell] = value
                }
            }
        }
    }
}
