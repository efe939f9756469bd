/// Which blocks of coefficients of one form of JPEG are covered.
///
/// Covered is every block that shows a part of a mask, in each component by itself: where chroma has half the size, its
/// blocks reach over twice as many pixels, and so do those that are covered. Blocks that only fill the last unit of the scan
/// are covered if the nearest one in the image is, because encoders fill them with what that shows.
struct BlockMap {
    /// What the map depends on.
    struct Form: Equatable {
        var size: FrameSize
        /// Sampling factors of each component.
        var across: [Int]
        var down: [Int]
    }

    /// The blocks of one component, with those that only fill the last unit.
    struct Plane {
        let columns: Int
        let rows: Int
        /// For each block 1 if it is covered, else 0; row by row.
        let flags: [UInt8]

        /// Whether a block is covered; one beyond the plane counts as the nearest in it.
        func isCovered(column: Int, row: Int) -> Bool {
            flags[min(row, rows - 1) * columns + min(column, columns - 1)] != 0
        }
    }

    /// What it was made for.
    let form: Form
    /// Units of the scan side by side, and below each other.
    let unitColumns: Int
    let unitRows: Int
    /// One for each component.
    let planes: [Plane]

    /// Works out the map.
    init(masks: [Polygon], form: Form) {
        self.form = form
        let (most, deepest) = (form.across.max() ?? 1, form.down.max() ?? 1)
        let size = form.size
        // A scan of a single component has units of one block, whatever its factors.
        let isSingle = form.across.count == 1
        let unitWidth = isSingle ? 8 : 8 * most
        let unitHeight = isSingle ? 8 : 8 * deepest
        let (unitColumns, unitRows) = (
            (size.width + unitWidth - 1) / unitWidth, (size.height + unitHeight - 1) / unitHeight
        )
        self.unitColumns = unitColumns
        self.unitRows = unitRows
        planes = form.across.indices.map { index in
            let across = isSingle ? most : form.across[index]
            let down = isSingle ? deepest : form.down[index]
            let coverage = Coverage(
                of: masks, size: size, cellWidth: Double(8 * most) / Double(across),
                cellHeight: Double(8 * deepest) / Double(down))
            let columns = unitColumns * (isSingle ? 1 : across)
            let rows = unitRows * (isSingle ? 1 : down)
            var flags: [UInt8] = []
            flags.reserveCapacity(columns * rows)
            for row in 0..<rows {
                for column in 0..<columns { flags.append(coverage.contains(column: column, row: row) ? 1 : 0) }
            }
            return Plane(columns: columns, rows: rows, flags: flags)
        }
    }

    /// The flags in the order in which an interleaved scan holds the blocks.
    var scanOrder: [UInt8] {
        let isSingle = planes.count == 1
        var flags: [UInt8] = []
        for unitRow in 0..<unitRows {
            for unitColumn in 0..<unitColumns {
                for (index, plane) in planes.enumerated() {
                    let (across, down) = isSingle ? (1, 1) : (form.across[index], form.down[index])
                    for y in unitRow * down..<(unitRow + 1) * down {
                        for x in unitColumn * across..<(unitColumn + 1) * across {
                            flags.append(plane.flags[y * plane.columns + x])
                        }
                    }
                }
            }
        }
        return flags
    }
}
