import Imaging

/// Measures a plane in blocks: brightness, change since the last look, and contrast over one pixel and over several.
///
/// A plane is divided into *cells*, of which a row has 64 to 127, and *blocks* of 4 × 4 cells. What lies beyond the last whole
/// block has no voice, nor has a block that an excluded pixel touches. All figures but one are means over a block's pixels in 1/16
/// gray level. The loops read rows of bytes and add to rows of 16-bit sums, so that the compiler vectorises them.
///
/// Nothing is allocated after the initialiser.
final class BlockMeter {
    /// Cells along a block's side.
    static let cellsPerBlock = 4

    /// Side of a cell in pixels, a power of two.
    let side: Int
    /// Cells in a row and in a column.
    let cellColumns: Int
    let cellRows: Int
    /// Blocks in a row and in a column.
    let columns: Int
    let rows: Int
    /// Pixels between the two ends of what `wide` compares.
    let reach: Int
    /// Which blocks have a voice, by their index in raster order.
    let voiced: [Int]
    /// Of each cell, row-major, whether it and the four beside it lie in blocks with a voice.
    let clearCells: [Bool]

    /// Mean of each cell in 1/16 gray level, row-major.
    private(set) var cells: [Int32]
    /// Of each block: mean, and mean absolute difference to the last look, to the next pixel, and to the one `reach` away.
    private(set) var mean: [Int32]
    private(set) var stir: [Int32]
    private(set) var fine: [Int32]
    private(set) var wide: [Int32]
    /// Sum of a block's absolute differences to the last look, in gray levels, of which no pixel is lost by rounding.
    private(set) var change: [Int32]
    /// Whether there was a plane before the last one, so that `stir` means something.
    private(set) var hasStir = false

    private let size: FrameSize
    private let before: GrayPlane
    private var hasBefore = false
    private let sums: Plane<UInt16>
    private let cellSums: Plane<UInt16>
    /// Which blocks have one without a voice to their right, whose pixels are not to be compared with.
    private let isBesideVoiceless: [Bool]

    /// Makes a meter for planes of one size.
    init(size: FrameSize, exclusion: GrayPlane?) {
        self.size = size
        var side = 1
        while size.width / (side * 2) >= 64 { side *= 2 }
        let block = side * Self.cellsPerBlock
        self.side = side
        // Smaller planes have too few blocks to judge by.
        let isLarge = size.width >= 64 && size.height >= 32
        columns = isLarge ? size.width / block : 0
        rows = isLarge ? size.height / block : 0
        cellColumns = columns * Self.cellsPerBlock
        cellRows = rows * Self.cellsPerBlock
        // Less than a block, so that the last block of a row has pairs too.
        reach = min(2 * side, 8)
        let free = Exclusion.freeBlocks(of: exclusion, side: block, columns: columns, rows: rows)
        voiced = free.indices.filter { free[$0] }
        let (columns, cellColumns, cellRows) = (self.columns, self.cellColumns, self.cellRows)
        isBesideVoiceless = free.indices.map { ($0 + 1) % max(1, columns) != 0 && !free[$0 + 1] }
        func isFree(_ x: Int, _ y: Int) -> Bool {
            // Beyond the rim there is nothing that could speak.
            let (column, row) = (min(max(x, 0), cellColumns - 1), min(max(y, 0), cellRows - 1))
            return free[row / Self.cellsPerBlock * columns + column / Self.cellsPerBlock]
        }
        clearCells = (0..<cellColumns * cellRows).map { index in
            let (x, y) = (index % cellColumns, index / cellColumns)
            return isFree(x, y) && isFree(x - 1, y) && isFree(x + 1, y) && isFree(x, y - 1) && isFree(x, y + 1)
        }
        cells = Array(repeating: 0, count: cellColumns * cellRows)
        mean = Array(repeating: 0, count: columns * rows)
        stir = mean
        fine = mean
        wide = mean
        change = mean
        before = GrayPlane(size: size)
        // Four rows: brightness of a cell row is added up apart from what is added up over a block.
        sums = Plane(size: FrameSize(width: size.width, height: 3))
        cellSums = Plane(size: FrameSize(width: size.width, height: 1))
    }

    /// Forgets the last plane: the next one is not compared with it.
    func restart() { hasBefore = false }

    /// Measures a plane.
    func measure(_ plane: GrayPlane) {
        let block = side * Self.cellsPerBlock
        let width = columns * block
        for row in 0..<rows {
            sums.fill(with: 0)
            for cellRow in 0..<Self.cellsPerBlock {
                cellSums.fill(with: 0)
                for line in 0..<side {
                    let y = (row * Self.cellsPerBlock + cellRow) * side + line
                    let now = UnsafePointer(plane.row8(y).baseAddress!)  // a plane has at least one pixel
                    let then = before.row8(y).baseAddress!  // a plane has at least one pixel
                    Self.add(width, now, to: cellSums.base)
                    Self.addDifference(width, now, UnsafePointer(then), to: sums.row(0))
                    Self.addDifference(size.width - 1, now, now + 1, to: sums.row(1))
                    Self.addDifference(size.width - reach, now, now + reach, to: sums.row(2))
                    then.update(from: now, count: size.width)
                }
                reduceCells(row * Self.cellsPerBlock + cellRow)
            }
            reduceBlocks(row)
        }
        hasStir = hasBefore
        hasBefore = true
    }

    private func reduceCells(_ row: Int) {
        let area = Int32(side * side)
        for column in 0..<cellColumns {
            var sum: Int32 = 0
            for x in column * side..<(column + 1) * side { sum += Int32(cellSums.base[x]) }
            cells[row * cellColumns + column] = (sum * 16 + area / 2) / area
        }
    }

    private func reduceBlocks(_ row: Int) {
        let block = side * Self.cellsPerBlock
        let cellCount = Int32(Self.cellsPerBlock * Self.cellsPerBlock)
        for column in 0..<columns {
            let index = row * columns + column
            var total: Int32 = 0
            for y in row * Self.cellsPerBlock..<(row + 1) * Self.cellsPerBlock {
                for x in column * Self.cellsPerBlock..<(column + 1) * Self.cellsPerBlock {
                    total += cells[y * cellColumns + x]
                }
            }
            mean[index] = total / cellCount
            let end = (column + 1) * block
            // What the last pixels would be compared with may be excluded.
            let limit = isBesideVoiceless[index] ? end : size.width
            let sum = self.sum(0, column * block, end)
            change[index] = Int32(sum)
            stir[index] = Int32(sum * 16 / (block * block))
            fine[index] = mean(1, column * block, min(end, limit - 1))
            wide[index] = mean(2, column * block, min(end, limit - reach))
        }
    }

    private func mean(_ kind: Int, _ begin: Int, _ end: Int) -> Int32 {
        Int32(sum(kind, begin, end) * 16 / ((end - begin) * side * Self.cellsPerBlock))
    }

    private func sum(_ kind: Int, _ begin: Int, _ end: Int) -> Int {
        let row = sums.row(kind)
        var sum = 0
        for x in begin..<end { sum += Int(row[x]) }
        return sum
    }

    @inline(never)
    private static func add(_ n: Int, _ row: UnsafePointer<UInt8>, to sums: UnsafeMutablePointer<UInt16>) {
        for x in 0..<n { sums[x] = sums[x] &+ UInt16(truncatingIfNeeded: row[x]) }
    }

    @inline(never)
    private static func addDifference(
        _ n: Int, _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, to sums: UnsafeMutablePointer<UInt16>
    ) {
        for x in 0..<n {
            let difference = max(a[x], b[x]) &- min(a[x], b[x])
            sums[x] = sums[x] &+ UInt16(truncatingIfNeeded: difference)
        }
    }
}
