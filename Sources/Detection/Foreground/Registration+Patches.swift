import Imaging

/// Which patches are compared, and what they showed when they were chosen.
extension Registration {
    func pick(from frame: GrayPlane, _ model: BackgroundModel, _ hold: HoldMap) {
        patches.removeAll(keepingCapacity: true)
        let margin = Self.reach + 2
        let columns = 5
        let rows = 4
        let width = size.width - 2 * margin
        let height = size.height - 2 * margin
        for row in 0..<rows {
            for column in 0..<columns {
                let left = margin + width * column / columns
                let right = margin + width * (column + 1) / columns - Self.patchWidth
                let top = margin + height * row / rows
                let bottom = margin + height * (row + 1) / rows - Self.patchHeight
                var best = Self.leastTexture
                var place: Patch?
                for y in stride(from: top, through: bottom, by: 12) {
                    for x in stride(from: left, through: right, by: 12) where isWatched(x, y) {
                        let texture = texture(x, y, model, hold)
                        if texture > best {
                            best = texture
                            place = Patch(x: x, y: y)
                        }
                    }
                }
                if let place { keep(place, frame) }
            }
        }
    }

    /// Whether nothing excluded lies in a patch, or where it may be looked for.
    private func isWatched(_ left: Int, _ top: Int) -> Bool {
        guard let isFreeBlock else { return true }
        let reach = Self.reach + 2
        for row in (top - reach) / Self.block...(top + Self.patchHeight + reach - 1) / Self.block {
            for column in (left - reach) / Self.block...(left + Self.patchWidth + reach - 1) / Self.block
            where !isFreeBlock[row * blockColumns + column] { return false }
        }
        return true
    }

    private func keep(_ patch: Patch, _ frame: GrayPlane) {
        let out = pixels + patches.count * Self.patchWidth * Self.patchHeight
        for y in 0..<Self.patchHeight {
            let row = frame.base.assumingMemoryBound(to: UInt8.self) + (patch.y + y) * frame.bytesPerRow + patch.x
            (out + y * Self.patchWidth).update(from: row, count: Self.patchWidth)
        }
        patches.append(patch)
    }

    /// The smaller eigenvalue of the structure tensor, less where the background blinks or an object stands.
    private func texture(_ left: Int, _ top: Int, _ model: BackgroundModel, _ hold: HoldMap) -> Double {
        var xx: Int32 = 0
        var yy: Int32 = 0
        var xy: Int32 = 0
        var blinking: Int32 = 0
        let down = model.mean.stride
        for y in stride(from: top, to: top + Self.patchHeight, by: 2) {
            let mean = model.mean.row(y) + left
            let dynamics = model.dynamics.row(y) + left
            for x in stride(from: 0, to: Self.patchWidth, by: 2) {
                let across = min(max(Int32(mean[x + 1] >> 7) - Int32(mean[x - 1] >> 7), -40), 40)
                let along = min(max(Int32(mean[x + down] >> 7) - Int32(mean[x - down] >> 7), -40), 40)
                xx &+= across &* across
                yy &+= along &* along
                xy &+= across &* along
                blinking &+= Int32(dynamics[x])
            }
        }
        let half = Double(xx - yy) / 2
        let least = Double(xx + yy) / 2 - (half * half + Double(xy) * Double(xy)).squareRoot()
        let isHeld = !hold.isFree(x: left + Self.patchWidth / 2, y: top + Self.patchHeight / 2)
        return least / (1 + Double(blinking) / 1024) / (isHeld ? 8 : 1)
    }
}
