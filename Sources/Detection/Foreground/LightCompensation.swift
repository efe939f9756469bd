package import Imaging

/// Carries the background through changes of light, so that detection is never blanked.
///
/// The image is cut into blocks; the logarithm of the ratio of their means, frame to background, says how the light
/// changed there. Where most blocks agree on a change, over the whole image or around a cell of 6 × 6 blocks, the
/// **model** is relit by it, not the frame: that keeps what lies behind held objects up to date, and costs nothing
/// while the light is steady. Blocks that are held, overexposed or touched by what is excluded have no voice: what a
/// privacy mask covers never changes, and would outvote the rest.
///
/// `ln(I/B) ≈ 2q(1 + q²/3)` with `q = (I - B)/(I + B)`, the first terms of the area tangent's series.
package struct LightCompensation {
    /// Changes smaller than this share are left to the background model.
    static let least = 0.02
    /// The largest change taken at once, as a logarithm.
    static let most = 0.7
    /// Blocks along the side of a cell, and how far a cell looks beyond its border.
    static let cell = 6
    static let reach = 3

    private let size: FrameSize
    private let side: Int
    private let columns: Int
    private let rows: Int
    private let cellColumns: Int
    private let cellRows: Int
    private var changes: [Double]
    private var isHeard: [Bool]
    private let isWatched: [Bool]
    private let watchedCount: Int
    private var gains: [Double]
    private var sample: [Double] = []
    private var histogram = Array(repeating: 0, count: 256)
    private var pixelSums: [Int32]
    private var meanSums: [Int32]

    /// Makes a stage for planes of one size.
    ///
    /// - Parameter exclusion: 255 where nothing is looked at, or `nil`.
    package init(size: FrameSize, exclusion: GrayPlane? = nil) {
        self.size = size
        let side = size.width <= 480 ? 8 : 16
        self.side = side
        columns = size.width / side
        rows = size.height / side
        cellColumns = (columns + Self.cell - 1) / Self.cell
        cellRows = (rows + Self.cell - 1) / Self.cell
        changes = Array(repeating: 0, count: columns * rows)
        isHeard = Array(repeating: false, count: columns * rows)
        isWatched = Exclusion.freeBlocks(of: exclusion, side: side, columns: columns, rows: rows)
        watchedCount = isWatched.count { $0 }
        gains = Array(repeating: 0, count: cellColumns * cellRows)
        pixelSums = Array(repeating: 0, count: columns)
        meanSums = Array(repeating: 0, count: columns)
        sample.reserveCapacity(columns * rows)
    }

    /// Compares a plane with the model and relights the model where the light has changed. Returns whether it did.
    @discardableResult
    package mutating func relight(_ model: BackgroundModel, for plane: GrayPlane, hold: HoldMap) -> Bool {
        let loud = compare(model, plane, hold)
        guard loud >= 20 else { return false }
        let common = loud * 5 > 2 * watchedCount ? commonChange() : 0
        guard decide(common) else { return false }
        apply(to: model)
        return true
    }

    /// Measures all blocks; returns how many that are heard differ by more than ``least``.
    private mutating func compare(_ model: BackgroundModel, _ plane: GrayPlane, _ hold: HoldMap) -> Int {
        var loud = 0
        let count = Double(side * (side / 4))
        for row in 0..<rows {
            for column in 0..<columns {
                pixelSums[column] = 0
                meanSums[column] = 0
            }
            var y = row * side + 1
            while y < row * side + side {
                let pixels = UnsafePointer(plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow)
                pixelSums.withUnsafeMutableBufferPointer { sums in
                    Self.addPixels(pixels, columns, side, sums)
                }
                meanSums.withUnsafeMutableBufferPointer { sums in
                    Self.addMeans(model.mean.row(y), columns, side, sums)
                }
                y += 4
            }
            for column in 0..<columns {
                let pixel = Double(pixelSums[column]) / count + 4
                let mean = Double(meanSums[column]) / (16 * count) + 4
                let q = (pixel - mean) / (pixel + mean)
                let change = 2 * q * (1 + q * q / 3)
                let block = row * columns + column
                let heard =
                    isWatched[block] && pixel < 249
                    && hold.isFree(x: column * side + side / 2, y: row * side + side / 2)
                changes[block] = change
                isHeard[block] = heard
                if heard && change.magnitude > Self.least { loud += 1 }
            }
        }
        return loud
    }

    @inline(never)
    private static func addPixels(
        _ row: UnsafePointer<UInt8>, _ columns: Int, _ side: Int, _ sums: UnsafeMutableBufferPointer<Int32>
    ) {
        for column in 0..<columns {
            var sum: Int32 = 0
            let block = row + column * side
            for x in 0..<side { sum &+= Int32(block[x]) }
            sums[column] &+= sum
        }
    }

    @inline(never)
    private static func addMeans(
        _ row: UnsafePointer<Int16>, _ columns: Int, _ side: Int, _ sums: UnsafeMutableBufferPointer<Int32>
    ) {
        for column in 0..<columns {
            var sum: Int32 = 0
            let block = row + column * side
            for x in 0..<side { sum &+= Int32(block[x] >> 3) }
            sums[column] &+= sum
        }
    }

    /// The change that most of the image agrees on, or 0.
    private mutating func commonChange() -> Double {
        sample.removeAll(keepingCapacity: true)
        for block in changes.indices where isHeard[block] { sample.append(changes[block]) }
        guard sample.count > 20 else { return 0 }
        let middle = median()
        return middle.magnitude > Self.least && agreement(middle, 0.03 + 0.3 * middle.magnitude) > 0.6 ? middle : 0
    }

    /// Chooses the change of every cell; returns whether any is worth applying.
    private mutating func decide(_ common: Double) -> Bool {
        var any = false
        for cellRow in 0..<cellRows {
            for cellColumn in 0..<cellColumns {
                var gain = common
                let loud = gather(cellRow, cellColumn)
                if sample.count >= 24 && loud * 2 > sample.count {
                    let middle = median()
                    if middle.magnitude > Self.least && agreement(middle, 0.02 + 0.4 * middle.magnitude) > 0.75 {
                        gain = middle
                    }
                }
                gain = min(max(gain, -Self.most), Self.most)
                gains[cellRow * cellColumns + cellColumn] = gain
                if gain.magnitude > Self.least { any = true }
            }
        }
        return any
    }

    /// Collects the changes in and around a cell; returns how many are more than ``least``.
    private mutating func gather(_ cellRow: Int, _ cellColumn: Int) -> Int {
        sample.removeAll(keepingCapacity: true)
        var loud = 0
        let top = max(0, cellRow * Self.cell - Self.reach)
        let bottom = min(rows, (cellRow + 1) * Self.cell + Self.reach)
        let left = max(0, cellColumn * Self.cell - Self.reach)
        let right = min(columns, (cellColumn + 1) * Self.cell + Self.reach)
        for row in top..<bottom {
            for column in left..<right where isHeard[row * columns + column] {
                let change = changes[row * columns + column]
                sample.append(change)
                if change.magnitude > Self.least { loud += 1 }
            }
        }
        return loud
    }

    /// The median of the sample by a histogram over -1…1, refined by the mean of the values near it.
    private mutating func median() -> Double {
        for bin in histogram.indices { histogram[bin] = 0 }
        for change in sample { histogram[min(max(Int(change * 128 + 128.5), 0), 255)] += 1 }
        var count = 0
        var bin = 0
        while bin < 255 {
            count += histogram[bin]
            if count * 2 >= sample.count { break }
            bin += 1
        }
        var sum = 0.0
        var near = 0.0
        for change in sample where (change * 128 + 128 - Double(bin)).magnitude < 1.5 {
            sum += change
            near += 1
        }
        return near > 0 ? sum / near : Double(bin - 128) / 128
    }

    private func agreement(_ middle: Double, _ tolerance: Double) -> Double {
        var count = 0
        for change in sample where (change - middle).magnitude < tolerance { count += 1 }
        return Double(count) / Double(sample.count)
    }

    /// Multiplies the model by the exponential of the changes, interpolated between the middles of the cells.
    private func apply(to model: BackgroundModel) {
        let reach = Double(Self.cell * side)
        for y in 0..<size.height {
            let (above, below, down) = Self.neighbours((Double(y) + 0.5) / reach - 0.5, count: cellRows)
            let mean = model.mean.row(y)
            let second = model.second.row(y)
            var x = 0
            while x < size.width {
                let end = min(x + 8, size.width)
                let (left, right, across) = Self.neighbours((Double(x) + 4) / reach - 0.5, count: cellColumns)
                let upper = gain(above, left) * (1 - across) + gain(above, right) * across
                let lower = gain(below, left) * (1 - across) + gain(below, right) * across
                let change = upper * (1 - down) + lower * down
                if change.magnitude >= 0.001 {
                    let factor = Int32(4096 * (1 + change + change * change / 2 + change * change * change / 6))
                    for pixel in x..<end {
                        mean[pixel] = Int16(truncatingIfNeeded: min((Int32(mean[pixel]) &* factor) >> 12, 255 << 7))
                        second[pixel] = UInt8(
                            truncatingIfNeeded: min((Int32(second[pixel]) &* factor &+ 2048) >> 12, 255))
                    }
                }
                x = end
            }
        }
    }

    private func gain(_ row: Int, _ column: Int) -> Double { gains[row * cellColumns + column] }

    private static func neighbours(_ place: Double, count: Int) -> (Int, Int, Double) {
        let first = place.rounded(.down)
        let index = Int(first)
        return (min(max(index, 0), count - 1), min(max(index + 1, 0), count - 1), place - first)
    }
}
