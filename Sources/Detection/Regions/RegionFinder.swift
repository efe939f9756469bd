package import Imaging

/// Finds the connected areas of a mask on its grid of cells.
///
/// Cells with at least ``cellMinimum`` foreground pixels are joined with their neighbours in a union-find pass in raster
/// order (Rosenfeld and Pfaltz 1966). One empty cell between two rows is bridged, because people come apart vertically;
/// nothing is bridged sideways, because cars and people stand side by side.
///
/// Invariants: every region has at least the smallest area; there are at most ``limit``, since the smallest area is
/// doubled until that holds; the order is that of the first cell in raster order; nothing is allocated after the first.
package final class RegionFinder {
    /// The mean score of a cell that joins the cells above and below it.
    static let bridgeScore = 1
    /// The most regions of one frame.
    package static let limit = 256
    /// Pixels of the highest score that a region needs.
    package static let strongMinimum = 6
    /// From this on a cell's dynamics count as blinking a lot.
    static let muchBlinking: UInt8 = 20

    /// The regions of the last frame.
    package internal(set) var regions: [Region] = []
    /// The boxes of the regions as they were found, before what lies within one was taken out of it.
    private(set) var boxes: [(left: Int, top: Int, right: Int, bottom: Int)] = []
    /// For each cell, the region it belongs to counted from 1, or 0.
    package let labels: UnsafeMutablePointer<Int32>

    package let grid: CellGrid
    let size: FrameSize
    let minimumArea: Int
    /// Height in pixels that something in front of a parked thing has at least.
    let innerHeight: Int
    /// Foreground pixels that make a cell count: 2 of 4, or 3 of 16.
    private let cellMinimum: UInt8
    /// Rows of cells that may be bridged, about 4 pixels.
    private let bridge: Int
    let parents: UnsafeMutablePointer<Int32>
    let ranks: UnsafeMutablePointer<Int32>
    /// Provisional labels of what lies within a region.
    let inner: UnsafeMutablePointer<Int32>
    var found: [Region] = []
    private var isBlank = true

    /// Makes a finder that has found nothing.
    package init(size: FrameSize, minimumArea: Int, innerHeight: Int = 1) {
        self.size = size
        self.minimumArea = minimumArea
        self.innerHeight = innerHeight
        grid = CellGrid(size: size)
        cellMinimum = grid.shift == 1 ? 2 : 3
        bridge = grid.shift == 1 ? 2 : 1
        labels = .allocate(capacity: grid.count)
        labels.initialize(repeating: 0, count: grid.count)
        parents = .allocate(capacity: grid.count + 1)
        parents.initialize(repeating: 0, count: grid.count + 1)
        ranks = .allocate(capacity: grid.count + 1)
        ranks.initialize(repeating: 0, count: grid.count + 1)
        inner = .allocate(capacity: grid.count)
        inner.initialize(repeating: 0, count: grid.count)
        regions.reserveCapacity(Self.limit)
        boxes.reserveCapacity(Self.limit)
        found.reserveCapacity(grid.count / 2 + 1)
    }

    deinit {
        labels.deallocate()
        parents.deallocate()
        ranks.deallocate()
        inner.deallocate()
    }

    /// Finds the regions of a mask.
    package func find(in mask: ForegroundMask, model: BackgroundModel) {
        regions.removeAll(keepingCapacity: true)
        boxes.removeAll(keepingCapacity: true)
        if mask.area == 0 && isBlank { return }
        let last = join(mask, model)
        isBlank = last == 0
        if last == 0 { return }
        measure(mask, model, last)
        choose(mask)
    }

    func append(_ region: Region) {
        regions.append(region)
        boxes.append((region.left, region.top, region.right, region.bottom))
    }

    /// Sets what region `index` is taken for.
    package func judge(_ index: Int, as nature: Region.Nature) {
        regions[index].nature = nature
    }

    func root(_ label: Int32) -> Int32 {
        var label = label
        while parents[Int(label)] != label {
            parents[Int(label)] = parents[Int(parents[Int(label)])]
            label = parents[Int(label)]
        }
        return label
    }

    /// Joins two labels, the first of which may be 0 for none; returns the one that stays.
    func join(_ label: Int32, _ ancestor: Int32) -> Int32 {
        if label == 0 { return ancestor }
        let own = root(label)
        if own == ancestor { return own }
        parents[Int(max(own, ancestor))] = min(own, ancestor)
        return min(own, ancestor)
    }

    /// Gives every cell a provisional label; returns the last one used.
    private func join(_ mask: ForegroundMask, _ model: BackgroundModel) -> Int32 {
        var last: Int32 = 0
        for y in 0..<grid.rows {
            guard mask.rowCounts[y] > 0 else {
                (labels + y * grid.columns).update(repeating: 0, count: grid.columns)
                continue
            }
            for x in 0..<grid.columns {
                let cell = y * grid.columns + x
                guard mask.counts[cell] >= cellMinimum else {
                    labels[cell] = 0
                    continue
                }
                var label: Int32 = 0
                for row in max(0, y - 1 - bridge)...y {
                    if row < y - 1 && !isBridged(x, from: row, to: y, model) { continue }
                    for column in max(0, x - 1)...min(grid.columns - 1, x + 1) {
                        if row == y && column >= x { break }
                        let other = labels[row * grid.columns + column]
                        if other == 0 { continue }
                        label = join(label, root(other))
                    }
                }
                if label == 0 {
                    last += 1
                    label = last
                    parents[Int(label)] = label
                }
                labels[cell] = label
            }
        }
        return last
    }

    /// Whether the cells between two rows show traces of an object that is not clear enough for the mask.
    private func isBridged(_ column: Int, from upper: Int, to lower: Int, _ model: BackgroundModel) -> Bool {
        let x0 = column * grid.side
        let x1 = min(x0 + grid.side, size.width)
        for row in (upper + 1)..<lower {
            var sum = 0
            for y in (row * grid.side)..<min((row + 1) * grid.side, size.height) {
                let scores = model.score.row(y)
                for x in x0..<x1 { sum += Int(scores[x]) }
            }
            if sum < Self.bridgeScore * grid.side * grid.side { return false }
        }
        return true
    }

    private func measure(_ mask: ForegroundMask, _ model: BackgroundModel, _ last: Int32) {
        found.removeAll(keepingCapacity: true)
        ranks.update(repeating: 0, count: Int(last) + 1)
        for y in 0..<grid.rows where mask.rowCounts[y] > 0 {
            for x in 0..<grid.columns where labels[y * grid.columns + x] != 0 {
                let cell = y * grid.columns + x
                let ancestor = Int(root(labels[cell]))
                if ranks[ancestor] == 0 {
                    found.append(.none)
                    ranks[ancestor] = Int32(found.count)
                }
                labels[cell] = ranks[ancestor]
                let index = Int(ranks[ancestor]) - 1
                var region = found[index]
                region.cells += 1
                region.area += Int(mask.counts[cell])
                region.strong += Int(mask.strong[cell])
                measureCell(x, y, &region, mask, model)
                found[index] = region
            }
        }
    }

    func measureCell(
        _ column: Int, _ row: Int, _ region: inout Region, _ mask: ForegroundMask, _ model: BackgroundModel
    ) {
        let x0 = column * grid.side
        let y0 = row * grid.side
        let x1 = min(x0 + grid.side, size.width)
        let y1 = min(y0 + grid.side, size.height)
        var toggled = 0
        for y in y0..<y1 {
            let pixels = mask.plane.row(y)
            let flags = model.flags.row(y)
            for x in x0..<x1 {
                toggled += Int(flags[x] >> 1)
                guard pixels[x] != 0 else { continue }
                region.left = min(region.left, x)
                region.right = max(region.right, x + 1)
                region.top = min(region.top, y)
                region.bottom = max(region.bottom, y + 1)
            }
        }
        region.flicker += Double(toggled)
        let blinking = model.dynamics.row(min(y0 + 2, y1 - 1))[min(x0 + 1, x1 - 1)]
        region.dynamics += Double(blinking)
        if blinking > Self.muchBlinking { region.dynamicShare += 1 }
    }

    /// Keeps what is large and clear enough, and renumbers the cells.
    private func choose(_ mask: ForegroundMask) {
        var least = minimumArea
        while true {
            var count = 0
            for region in found where region.area >= least && region.strong >= Self.strongMinimum { count += 1 }
            if count <= Self.limit { break }
            least *= 2
        }
        for index in found.indices {
            ranks[index + 1] = 0
            guard found[index].area >= least && found[index].strong >= Self.strongMinimum else { continue }
            var region = found[index]
            region.dynamics /= Double(region.cells)
            region.dynamicShare /= Double(region.cells)
            region.flicker /= Double(region.area)
            append(region)
            ranks[index + 1] = Int32(regions.count)
        }
        ranks[0] = 0
        for y in 0..<grid.rows where mask.rowCounts[y] > 0 {
            let row = labels + y * grid.columns
            for x in 0..<grid.columns where row[x] != 0 { row[x] = ranks[Int(row[x])] }
        }
    }
}

extension Region {
    /// A region without pixels, to be grown.
    static var none: Region {
        Region(
            left: .max, top: .max, right: 0, bottom: 0, area: 0, strong: 0, cells: 0, dynamics: 0, dynamicShare: 0,
            flicker: 0, nature: .object)
    }
}
