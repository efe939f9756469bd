package import Imaging

extension RegionFinder {
    /// Finds what moves in front of things that stand still: a person beside the car that was just parked.
    ///
    /// Where something is parked, the second mode of the background model shows it. A pixel that differs from the
    /// background *and* from the parked thing is something else; in a region that holds a parked thing, so is every
    /// pixel outside of where that stands. What is large enough becomes a region of its own within the other.
    package func findInner(_ plane: GrayPlane, model: BackgroundModel, mask: ForegroundMask, hold: HoldMap) {
        guard hold.hasParked, !regions.isEmpty else { return }
        let outer = regions.count
        for index in 0..<outer where regions[index].nature == .object {
            let parked = countParked(index, hold)
            guard parked > 0, let last = joinInner(index, plane, model, mask, hold, parked) else { continue }
            measureInner(index, mask, model, last)
        }
    }

    /// The cells in which a region was found, one of which may belong to others.
    package func cells(of index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let box = boxes[index]
        return (
            (box.top >> grid.shift)..<min(grid.rows, ((box.bottom - 1) >> grid.shift) + 1),
            (box.left >> grid.shift)..<min(grid.columns, ((box.right - 1) >> grid.shift) + 1)
        )
    }

    /// The region's cells in which something is parked.
    private func countParked(_ index: Int, _ hold: HoldMap) -> Int {
        let (rows, columns) = cells(of: index)
        var count = 0
        for row in rows {
            for column in columns {
                let cell = row * grid.columns + column
                if labels[cell] == Int32(index + 1) && hold.base[cell] == HoldMap.parked { count += 1 }
            }
        }
        return count
    }

    /// Joins the region's cells that show something else; returns the last provisional label, or `nil` if none does.
    private func joinInner(
        _ index: Int, _ plane: GrayPlane, _ model: BackgroundModel, _ mask: ForegroundMask, _ hold: HoldMap,
        _ parked: Int
    ) -> Int32? {
        let (rows, columns) = cells(of: index)
        var last: Int32 = 0
        var foreignParked = 0
        for row in rows {
            for column in columns {
                let cell = row * grid.columns + column
                inner[cell] = 0
                guard labels[cell] == Int32(index + 1), isForeign(column, row, plane, model, mask, hold) else {
                    continue
                }
                if hold.base[cell] == HoldMap.parked { foreignParked += 1 }
                var label: Int32 = 0
                for y in max(rows.lowerBound, row - 1)...row {
                    for x in max(columns.lowerBound, column - 1)...min(columns.upperBound - 1, column + 1) {
                        if y == row && x >= column { break }
                        let other = inner[y * grid.columns + x]
                        if other != 0 { label = join(label, root(other)) }
                    }
                }
                if label == 0 {
                    last += 1
                    label = last
                    parents[Int(label)] = label
                }
                inner[cell] = label
            }
        }
        // When much of what was parked looks different, it is that which moves.
        return last == 0 || 2 * foreignParked > parked ? nil : last
    }

    /// Whether at least half of a cell's foreground is neither background nor what is parked there. Where nothing is
    /// parked it is.
    private func isForeign(
        _ column: Int, _ row: Int, _ plane: GrayPlane, _ model: BackgroundModel, _ mask: ForegroundMask,
        _ hold: HoldMap
    ) -> Bool {
        let cell = row * grid.columns + column
        guard hold.base[cell] == HoldMap.parked else { return true }
        let x0 = column * grid.side
        let x1 = min(x0 + grid.side, size.width)
        var foreign = 0
        var seen = 0
        for y in (row * grid.side)..<min((row + 1) * grid.side, size.height) {
            let pixels = plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow
            let foreground = mask.plane.row(y)
            let parked = model.second.row(y)
            let noise = model.noise.row(y)
            for x in x0..<x1 where foreground[x] != 0 {
                seen += 1
                let away = Int(max(pixels[x], parked[x]) - min(pixels[x], parked[x]))
                if away > 2 * Int(model.contrast) + Int(noise[x] >> 3) { foreign += 1 }
            }
        }
        return foreign > 0 && 2 * foreign >= seen
    }

    private func measureInner(_ index: Int, _ mask: ForegroundMask, _ model: BackgroundModel, _ last: Int32) {
        let (rows, columns) = cells(of: index)
        found.removeAll(keepingCapacity: true)
        ranks.update(repeating: 0, count: Int(last) + 1)
        for row in rows {
            for column in columns {
                let cell = row * grid.columns + column
                guard inner[cell] != 0 else { continue }
                let ancestor = Int(root(inner[cell]))
                if ranks[ancestor] == 0 {
                    found.append(.none)
                    ranks[ancestor] = Int32(found.count)
                }
                inner[cell] = ranks[ancestor]
                let number = Int(ranks[ancestor]) - 1
                found[number].cells += 1
                found[number].area += Int(mask.counts[cell])
                found[number].strong += Int(mask.strong[cell])
                measureCell(column, row, &found[number], mask, model)
            }
        }
        for number in found.indices {
            var region = found[number]
            guard region.area >= minimumArea, region.bottom - region.top >= innerHeight,
                region.strong >= Self.strongMinimum, regions.count < Self.limit, region.right > region.left
            else {
                found[number].area = 0
                continue
            }
            region.dynamics /= Double(region.cells)
            region.dynamicShare /= Double(region.cells)
            region.flicker /= Double(region.area)
            region.isInner = true
            append(region)
            regions[index].hasInner = true
        }
        if regions[index].hasInner { fitAround(index, mask, rows, columns) }
    }

    /// Takes what lies within it out of a region's box and area.
    private func fitAround(_ index: Int, _ mask: ForegroundMask, _ rows: Range<Int>, _ columns: Range<Int>) {
        let whole = regions[index]
        var rest = Region.none
        for row in rows {
            for column in columns {
                let cell = row * grid.columns + column
                guard labels[cell] == Int32(index + 1) else { continue }
                if inner[cell] != 0 && found[Int(inner[cell]) - 1].area > 0 { continue }
                rest.area += Int(mask.counts[cell])
                rest.strong += Int(mask.strong[cell])
                rest.left = min(rest.left, max(column * grid.side, whole.left))
                rest.right = max(rest.right, min((column + 1) * grid.side, whole.right))
                rest.top = min(rest.top, max(row * grid.side, whole.top))
                rest.bottom = max(rest.bottom, min((row + 1) * grid.side, whole.bottom))
            }
        }
        guard rest.right > rest.left && rest.bottom > rest.top && rest.area > 0 else { return }
        regions[index].left = rest.left
        regions[index].right = rest.right
        regions[index].top = rest.top
        regions[index].bottom = rest.bottom
        regions[index].area = rest.area
        regions[index].strong = rest.strong
    }
}
