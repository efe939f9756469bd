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
    /// Foreground pixels that make a cell count.
    package static let cellMinimum: UInt8 = 3
    /// The most regions of one frame.
    package static let limit = 256
    /// Pixels of the highest score that a region needs.
    package static let strongMinimum = 6
    /// From this on a cell's dynamics count as blinking a lot.
    static let muchBlinking: UInt8 = 20

    /// The regions of the last frame.
    package private(set) var regions: [Region] = []
    /// For each cell, the region it belongs to counted from 1, or 0.
    package let labels: UnsafeMutablePointer<Int32>

    package let grid: CellGrid
    private let size: FrameSize
    private let minimumArea: Int
    private let parents: UnsafeMutablePointer<Int32>
    private let ranks: UnsafeMutablePointer<Int32>
    private var found: [Region] = []
    private var isBlank = true

    /// Makes a finder that has found nothing.
    package init(size: FrameSize, minimumArea: Int) {
        self.size = size
        self.minimumArea = minimumArea
        grid = CellGrid(size: size)
        labels = .allocate(capacity: grid.count)
        labels.initialize(repeating: 0, count: grid.count)
        parents = .allocate(capacity: grid.count + 1)
        parents.initialize(repeating: 0, count: grid.count + 1)
        ranks = .allocate(capacity: grid.count + 1)
        ranks.initialize(repeating: 0, count: grid.count + 1)
        regions.reserveCapacity(Self.limit)
        found.reserveCapacity(grid.count / 2 + 1)
    }

    deinit {
        labels.deallocate()
        parents.deallocate()
        ranks.deallocate()
    }

    /// Finds the regions of a mask.
    package func find(in mask: ForegroundMask, model: BackgroundModel) {
        regions.removeAll(keepingCapacity: true)
        if mask.area == 0 && isBlank { return }
        let last = join(mask)
        isBlank = last == 0
        if last == 0 { return }
        measure(mask, model, last)
        choose()
    }

    /// Sets what region `index` is taken for.
    package func judge(_ index: Int, as nature: Region.Nature) {
        regions[index].nature = nature
    }

    private func root(_ label: Int32) -> Int32 {
        var label = label
        while parents[Int(label)] != label {
            parents[Int(label)] = parents[Int(parents[Int(label)])]
            label = parents[Int(label)]
        }
        return label
    }

    /// Gives every cell a provisional label; returns the last one used.
    private func join(_ mask: ForegroundMask) -> Int32 {
        var last: Int32 = 0
        for y in 0..<grid.rows {
            for x in 0..<grid.columns {
                let cell = y * grid.columns + x
                guard mask.counts[cell] >= Self.cellMinimum else {
                    labels[cell] = 0
                    continue
                }
                var label: Int32 = 0
                for row in max(0, y - 2)...y {
                    for column in max(0, x - 1)...min(grid.columns - 1, x + 1) {
                        if row == y && column >= x { break }
                        let other = labels[row * grid.columns + column]
                        if other == 0 { continue }
                        let ancestor = root(other)
                        if label == 0 {
                            label = ancestor
                        } else if label != ancestor {
                            parents[Int(max(label, ancestor))] = min(label, ancestor)
                            label = min(label, ancestor)
                        }
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

    private func measure(_ mask: ForegroundMask, _ model: BackgroundModel, _ last: Int32) {
        found.removeAll(keepingCapacity: true)
        ranks.update(repeating: 0, count: Int(last) + 1)
        for y in 0..<grid.rows {
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

    private func measureCell(
        _ column: Int, _ row: Int, _ region: inout Region, _ mask: ForegroundMask, _ model: BackgroundModel
    ) {
        let x0 = column * CellGrid.side
        let y0 = row * CellGrid.side
        let x1 = min(x0 + CellGrid.side, size.width)
        let y1 = min(y0 + CellGrid.side, size.height)
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
    private func choose() {
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
            regions.append(region)
            ranks[index + 1] = Int32(regions.count)
        }
        ranks[0] = 0
        for cell in 0..<grid.count where labels[cell] != 0 { labels[cell] = ranks[Int(labels[cell])] }
    }
}

extension Region {
    /// A region without pixels, to be grown.
    fileprivate static var none: Region {
        Region(
            left: .max, top: .max, right: 0, bottom: 0, area: 0, strong: 0, cells: 0, dynamics: 0, dynamicShare: 0,
            flicker: 0, nature: .object)
    }
}
