package import Imaging

/// What the tracker asks of the background model, for each cell.
package final class HoldMap {
    /// Background is learnt as usual.
    package static let free: UInt8 = 0
    /// Nothing here becomes background: an object stands or moves here.
    package static let freeze: UInt8 = 1
    /// What is here becomes background at once: the object that was part of the background has left.
    package static let absorb: UInt8 = 2
    /// Perhaps an object; only what comes again and again becomes background.
    package static let doubtful: UInt8 = 4
    /// As ``freeze``, for what stands still: its appearance is kept as the second mode.
    package static let parked: UInt8 = 9

    /// How far around an object its hold reaches, in pixels.
    static let margin = 4

    /// Columns and rows of cells.
    package let grid: CellGrid
    /// Whether every cell is free.
    private var isBlank: Bool
    /// Whether any cell is parked.
    package private(set) var hasParked = false
    /// One value a cell, row-major.
    package let base: UnsafeMutablePointer<UInt8>
    private let before: UnsafeMutablePointer<UInt8>

    /// Makes a map that is the same everywhere.
    package init(size: FrameSize, filledWith value: UInt8 = HoldMap.free) {
        grid = CellGrid(size: size)
        base = .allocate(capacity: grid.count)
        base.initialize(repeating: value, count: grid.count)
        before = .allocate(capacity: grid.count)
        before.initialize(repeating: value, count: grid.count)
        isBlank = value == Self.free
    }

    deinit {
        before.deallocate()
        base.deallocate()
    }

    /// Frees every cell.
    package func clear() {
        base.update(repeating: Self.free, count: grid.count)
        isBlank = true
        hasParked = false
    }

    /// Sets every cell.
    package func fill(with value: UInt8) {
        base.update(repeating: value, count: grid.count)
        isBlank = value == Self.free
        hasParked = value == Self.parked
    }

    /// Whether the cell with this pixel is free.
    @inline(__always)
    package func isFree(x: Int, y: Int) -> Bool {
        base[(y >> grid.shift) * grid.columns + (x >> grid.shift)] == Self.free
    }

    /// Writes the cells of row `y` of pixels, one byte a pixel.
    package func expand(row y: Int, into row: UnsafeMutablePointer<UInt8>, width: Int) {
        guard !isBlank else {
            row.update(repeating: Self.free, count: width)
            return
        }
        let cells = base + (y >> grid.shift) * grid.columns
        // The row has room beyond its end.
        let out = UnsafeMutableRawPointer(row)
        if grid.shift == 1 {
            for x in 0..<grid.columns {
                out.storeBytes(of: UInt16(cells[x]) &* 0x0101, toByteOffset: 2 * x, as: UInt16.self)
            }
        } else {
            for x in 0..<grid.columns {
                out.storeBytes(of: UInt32(cells[x]) &* 0x0101_0101, toByteOffset: 4 * x, as: UInt32.self)
            }
        }
    }

    /// Holds the cells of regions as the tracker decided, those around objects, and those where they are about to be.
    package func update(from holds: [UInt8], leads: [Tracker.Lead], finder: RegionFinder) {
        before.update(from: base, count: grid.count)
        if !isBlank { clear() }
        for index in finder.regions.indices where holds[index] != Self.free && !finder.regions[index].isInner {
            isBlank = false
            hold(index, as: holds[index], lead: leads[index], finder)
        }
    }

    private func hold(_ index: Int, as value: UInt8, lead: Tracker.Lead, _ finder: RegionFinder) {
        let region = finder.regions[index]
        let (rows, columns) = finder.cells(of: index)
        for row in rows {
            for column in columns {
                let cell = row * grid.columns + column
                guard finder.labels[cell] == Int32(index + 1) else { continue }
                if value == Self.absorb {
                    base[cell] = value
                    continue
                }
                var own = value
                if value == Self.parked {
                    // What passes in front of a parked thing is not parked: that is only what was before.
                    if region.hasInner {
                        own = before[cell] == Self.parked ? Self.parked : Self.freeze
                    }
                    if own == Self.parked { hasParked = true }
                }
                if own == Self.parked && region.hasInner { base[cell] = own } else { holdAround(column, row, own) }
                let ahead = (column: column + lead.x >> grid.shift, row: row + lead.y >> grid.shift)
                if (ahead.column, ahead.row) != (column, row) && ahead.column >= 0 && ahead.row >= 0
                    && ahead.column < grid.columns && ahead.row < grid.rows
                {
                    holdAround(ahead.column, ahead.row, value == Self.parked ? Self.freeze : value)
                }
            }
        }
    }

    private static func rank(_ value: UInt8) -> Int { value == doubtful ? 1 : value == freeze ? 2 : 3 }

    private func holdAround(_ column: Int, _ row: Int, _ value: UInt8) {
        let reach = Self.margin >> grid.shift
        for y in max(0, row - reach)...min(grid.rows - 1, row + reach) {
            for x in max(0, column - reach)...min(grid.columns - 1, column + reach) {
                let cell = y * grid.columns + x
                // Free gives way to doubtful, that to freeze, and all to parked.
                if base[cell] == Self.free || (base[cell] != Self.absorb && Self.rank(value) > Self.rank(base[cell])) {
                    base[cell] = value
                }
            }
        }
    }
}
