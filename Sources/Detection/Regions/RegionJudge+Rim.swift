import Imaging

extension RegionJudge {
    /// The sums of the rim test.
    private struct Rim {
        var jumps = 0.0
        var relativeJumps = 0.0
        var count = 0.0
        var inside = 0.0
        var relativeInside = 0.0
        var insideCount = 0.0
    }

    /// Whether the difference fades out towards the rim, as light does.
    func hasSoftRim(
        _ region: Region, _ index: Int, _ finder: RegionFinder, _ plane: GrayPlane, _ model: BackgroundModel,
        _ mask: ForegroundMask
    ) -> Bool {
        var rim = Rim()
        let label = Int32(index + 1)
        let left = max(region.left, 4)
        let right = min(region.right, size.width - 4)
        let top = max(region.top, 4)
        let bottom = min(region.bottom, size.height - 4)
        guard left < right && top < bottom else { return false }
        for y in stride(from: top, to: bottom, by: 1 + region.height / 48) {
            let row = mask.plane.row(y)
            let labels = finder.labels + (y >> finder.grid.shift) * finder.grid.columns
            for x in left..<right where row[x] != 0 && labels[x >> finder.grid.shift] == label {
                if x & 3 == 0 { addInside(x, y, plane, model, &rim) }
                if row[x - 1] == 0 { addJump(x + 2, y, x - 4, y, plane, model, &rim) }
                if row[x + 1] == 0 { addJump(x - 2, y, min(x + 4, size.width - 1), y, plane, model, &rim) }
            }
        }
        for x in stride(from: left, to: right, by: 1 + region.width / 48) {
            for y in top..<bottom where mask.plane.row(y)[x] != 0 {
                guard finder.labels[(y >> finder.grid.shift) * finder.grid.columns + x >> finder.grid.shift] == label
                else {
                    continue
                }
                if mask.plane.row(y - 1)[x] == 0 { addJump(x, y + 2, x, y - 4, plane, model, &rim) }
                if mask.plane.row(y + 1)[x] == 0 {
                    addJump(x, y - 2, x, min(y + 4, size.height - 1), plane, model, &rim)
                }
            }
        }
        guard rim.count >= 12 && rim.insideCount >= 4 else { return false }
        let jump = rim.jumps / rim.count
        let relativeJump = rim.relativeJumps / rim.count
        return (jump < 0.6 * rim.inside / rim.insideCount && jump < 14)
            || (relativeJump < 0.6 * rim.relativeInside / rim.insideCount && relativeJump < 20)
    }

    private func difference(_ x: Int, _ y: Int, _ plane: GrayPlane, _ model: BackgroundModel) -> (Double, Double) {
        let pixel = Int((plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow)[x])
        let mean = Int(model.mean.row(y)[x] >> 7)
        return (Double(pixel - mean), Double(128 * (pixel - mean)) / Double(mean + 12))
    }

    private func addInside(_ x: Int, _ y: Int, _ plane: GrayPlane, _ model: BackgroundModel, _ rim: inout Rim) {
        let (absolute, relative) = difference(x, y, plane, model)
        rim.inside += absolute.magnitude
        rim.relativeInside += relative.magnitude
        rim.insideCount += 1
    }

    private func addJump(
        _ x: Int, _ y: Int, _ outX: Int, _ outY: Int, _ plane: GrayPlane, _ model: BackgroundModel, _ rim: inout Rim
    ) {
        let (absolute, relative) = difference(x, y, plane, model)
        let (outAbsolute, outRelative) = difference(outX, outY, plane, model)
        rim.jumps += (absolute - outAbsolute).magnitude
        rim.relativeJumps += (relative - outRelative).magnitude
        rim.count += 1
    }

    /// Whether the rim lies in the background rather than in the frame: 2 to 1 of more than eight votes; `false` if it
    /// lies in the frame, `nil` if undecided.
    func isGhost(_ region: Region, _ plane: GrayPlane, _ model: BackgroundModel, _ mask: ForegroundMask) -> Bool? {
        guard size.width >= 8 && size.height >= 8 else { return nil }
        var object = 0
        var ghost = 0
        let left = max(region.left, 2)
        let right = min(region.right, size.width - 2)
        let top = max(region.top, 2)
        let bottom = min(region.bottom, size.height - 2)
        guard left < right && top < bottom else { return nil }
        let step = 1 + region.height / 128
        for y in stride(from: top, to: bottom, by: step) {
            let row = mask.plane.row(y)
            let above = mask.plane.row(y - 1)
            let below = mask.plane.row(y + 1)
            for x in left..<right where row[x] != 0 {
                if row[x - 1] != 0 && row[x + 1] != 0 && above[x] != 0 && below[x] != 0 { continue }
                let (frame, background) = edges(x, y, plane, model)
                if frame > background + 8 {
                    object += 1
                } else if background > frame + 8 {
                    ghost += 1
                }
            }
        }
        if ghost > 2 * object && ghost > 8 { return true }
        return object > ghost ? false : nil
    }

    /// The strongest gradient within a pixel of (x, y), in the frame and in the background.
    private func edges(_ x: Int, _ y: Int, _ plane: GrayPlane, _ model: BackgroundModel) -> (Int, Int) {
        let pixels = plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow + x
        let means = model.mean.row(y) + x
        var frame = 0
        var background = 0
        let down = plane.bytesPerRow
        let meanDown = model.mean.stride
        for k in -1...1 {
            // Within two pixels of the image's edge nothing is asked, so that all of this lies inside.
            let frameAcross = abs(Int(pixels[k + 1]) - Int(pixels[k - 1]))
            let frameAlong = abs(Int(pixels[(k + 1) * down]) - Int(pixels[(k - 1) * down]))
            frame = max(frame, frameAcross + frameAlong)
            let across = abs(Int(means[k + 1]) - Int(means[k - 1]))
            let along = abs(Int(means[(k + 1) * meanDown]) - Int(means[(k - 1) * meanDown]))
            background = max(background, (across + along) >> 7)
        }
        return (frame, background)
    }
}
