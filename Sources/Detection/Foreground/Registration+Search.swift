import Imaging

/// By how much the camera shakes.
extension Registration {
    func find(in frame: GrayPlane) {
        surface.update(repeating: Self.unknown, count: Self.span * Self.span)
        var x = lastX
        var y = lastY
        var least = sum(frame, x, y)
        descend(frame, &x, &y, &least, rounds: 8)
        let area = Double(patches.count * Self.patchWidth * Self.patchHeight)
        if Double(least) / area > 1.5 * residual + 1 || seconds >= nextSearch {
            nextSearch = seconds + 2.5
            for j in stride(from: -Self.reach, through: Self.reach, by: 2) {
                for i in stride(from: -Self.reach, through: Self.reach, by: 2) {
                    let value = sum(frame, i, j)
                    if value < least {
                        least = value
                        x = i
                        y = j
                    }
                }
            }
            descend(frame, &x, &y, &least, rounds: 4)
        }
        residual += 0.05 * (Double(least) / area - residual)
        refine(frame, x, y, least)
    }

    private func descend(_ frame: GrayPlane, _ x: inout Int, _ y: inout Int, _ least: inout Int32, rounds: Int) {
        for _ in 0..<rounds {
            let fromX = x
            let fromY = y
            for j in max(-Self.reach, fromY - 1)...min(Self.reach, fromY + 1) {
                for i in max(-Self.reach, fromX - 1)...min(Self.reach, fromX + 1) {
                    let value = sum(frame, i, j)
                    if value < least {
                        least = value
                        x = i
                        y = j
                    }
                }
            }
            if x == fromX && y == fromY { return }
        }
    }

    /// The fraction, and whether the shift is believed.
    private func refine(_ frame: GrayPlane, _ x: Int, _ y: Int, _ least: Int32) {
        let left = sum(frame, x - 1, y)
        let right = sum(frame, x + 1, y)
        let above = sum(frame, x, y - 1)
        let below = sum(frame, x, y + 1)
        let across = max(left, right)
        let along = max(above, below)
        // A valley that is flat one way says nothing about that way.
        guard Int64(across) * 1000 > Int64(least) * 1005, Int64(along) * 1000 > Int64(least) * 1005 else {
            lastX = 0
            lastY = 0
            return
        }
        lastX = x
        lastY = y
        guard (x == 0 && y == 0) || isAgreed(frame, x, y) else { return }
        shiftX = 8 * x + Self.eighths(left, right, least, across)
        shiftY = 8 * y + Self.eighths(above, below, least, along)
    }

    /// Whether most of the patches fit a shift clearly better than none: a car that passes moves only those it covers.
    private func isAgreed(_ frame: GrayPlane, _ x: Int, _ y: Int) -> Bool {
        var votes = 0
        for index in patches.indices {
            let moved = difference(frame, index, x, y)
            let still = difference(frame, index, 0, 0)
            if Int64(moved) * 100 < Int64(still) * Int64(Self.clearly) { votes += 1 }
        }
        return votes * 10 >= patches.count * 6
    }

    /// The sum of absolute differences of one patch at a shift.
    private func difference(_ frame: GrayPlane, _ index: Int, _ dx: Int, _ dy: Int) -> Int32 {
        let base = frame.base.assumingMemoryBound(to: UInt8.self)
        return Self.difference(
            base + (patches[index].y + dy) * frame.bytesPerRow + patches[index].x + dx, frame.bytesPerRow,
            pixels + index * Self.patchWidth * Self.patchHeight)
    }

    /// Half the difference of the neighbours over the depth of the valley, in eighths, towards zero.
    private static func eighths(_ before: Int32, _ after: Int32, _ least: Int32, _ most: Int32) -> Int {
        Int(4 * (Int64(before) - Int64(after)) / Int64(max(1, most - least)))
    }

    /// The sum of absolute differences of all patches at a shift, each clipped; remembered for this frame.
    private func sum(_ frame: GrayPlane, _ dx: Int, _ dy: Int) -> Int32 {
        let slot = (dy + Self.reach + 1) * Self.span + dx + Self.reach + 1
        if surface[slot] != Self.unknown { return surface[slot] }
        let most = Int32(Self.clip * Self.patchWidth * Self.patchHeight)
        var total: Int32 = 0
        for index in patches.indices { total += min(most, difference(frame, index, dx, dy)) }
        surface[slot] = total
        return total
    }

    @inline(never)
    private static func difference(_ frame: UnsafePointer<UInt8>, _ stride: Int, _ patch: UnsafePointer<UInt8>) -> Int32
    {
        var sum: Int32 = 0
        for y in 0..<patchHeight {
            let a = frame + y * stride
            let b = patch + y * patchWidth
            for x in 0..<patchWidth { sum &+= Int32(max(a[x], b[x]) &- min(a[x], b[x])) }
        }
        return sum
    }
}
