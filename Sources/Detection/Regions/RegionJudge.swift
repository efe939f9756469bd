package import Imaging

/// Looks at regions more closely than their shape: is it a thing, a change of light, or a hole that something left?
///
/// - **Texture.** Light changes how bright a pattern is, not the pattern: where the frame and the background correlate
///   (normalised cross-correlation over 8 × 8 pixels above 0.8), the background is still to be seen.
/// - **Rim.** Things have sharp rims; clouds, glow and haze fade out. The jump of the difference across the rim is
///   compared with the difference within, both as it is and relative to the background's brightness.
/// - **Ghost.** Around a thing, the frame has edges; around the hole where a thing used to be, the background has them.
package final class RegionJudge {
    /// Cells of one region that are looked at; larger regions are sampled.
    static let cellLimit = 256
    /// Variance from which a patch has texture, in squared gray levels.
    static let textured = 30.0

    let size: FrameSize

    /// Makes a judge for planes of one size.
    package init(size: FrameSize) {
        self.size = size
    }

    /// Marks the regions that are a change of light.
    package func judge(_ finder: RegionFinder, _ plane: GrayPlane, _ model: BackgroundModel, _ mask: ForegroundMask) {
        guard size.width >= 16 && size.height >= 16 else { return }
        for index in finder.regions.indices {
            let region = finder.regions[index]
            if isLit(region, index, finder, plane, model)
                || (region.area >= 64 && hasSoftRim(region, index, finder, plane, model, mask))
            {
                finder.judge(index, as: .light)
            }
        }
    }

    /// Tests the rims of tracks that stand still, as often as they are due.
    package func testGhosts(
        _ tracker: Tracker, _ finder: RegionFinder, _ plane: GrayPlane, _ model: BackgroundModel, _ mask: ForegroundMask
    ) {
        var start = 0
        while let due = tracker.dueGhostTest(from: start) {
            tracker.noteGhostTest(
                of: due.candidate, isGhost: isGhost(finder.regions[due.region], plane, model, mask))
            start = due.candidate + 1
        }
    }

    private struct Patch {
        var pixelVariance: Double
        var meanVariance: Double
        var covariance: Double
        var gain: Double
    }

    private func isLit(
        _ region: Region, _ index: Int, _ finder: RegionFinder, _ plane: GrayPlane, _ model: BackgroundModel
    ) -> Bool {
        let stride = 1 + region.cells / Self.cellLimit
        var cells = 0.0
        var patterned = 0.0
        var lit = 0.0
        var shaded = 0.0
        var count = 0
        let grid = finder.grid
        for row in (region.top >> grid.shift)...((region.bottom - 1) >> grid.shift) {
            for column in (region.left >> grid.shift)...((region.right - 1) >> grid.shift) {
                guard finder.labels[row * finder.grid.columns + column] == Int32(index + 1) else { continue }
                count += 1
                guard count % stride == 0 else { continue }
                let margin = 4 - grid.side / 2
                let patch = patch(column * grid.side - margin, row * grid.side - margin, plane, model)
                cells += 1
                if patch.meanVariance > Self.textured || patch.pixelVariance > Self.textured {
                    patterned += 1
                    let product = (patch.pixelVariance + 1) * (patch.meanVariance + 1)
                    if patch.covariance > 0 && patch.covariance * patch.covariance > 0.64 * product { lit += 1 }
                } else if patch.gain > 0.45 && patch.gain < 0.95 {
                    shaded += 1
                }
            }
        }
        if patterned >= 3 && patterned > 0.3 * cells && lit > 0.6 * patterned { return true }
        return cells >= 4 && lit + shaded > 0.85 * cells && patterned >= 2 && lit > 0.5 * patterned
    }

    /// Statistics of the 8 × 8 pixels whose first one is (x, y), moved inside the image.
    private func patch(_ x: Int, _ y: Int, _ plane: GrayPlane, _ model: BackgroundModel) -> Patch {
        let left = min(max(x, 0), size.width - 8)
        let top = min(max(y, 0), size.height - 8)
        var sumI: Int32 = 0
        var sumB: Int32 = 0
        var squareI: Int32 = 0
        var squareB: Int32 = 0
        var product: Int32 = 0
        for row in top..<(top + 8) {
            let pixels = plane.base.assumingMemoryBound(to: UInt8.self) + row * plane.bytesPerRow + left
            let means = model.mean.row(row) + left
            for column in 0..<8 {
                let i = Int32(pixels[column])
                let b = Int32(means[column] >> 7)
                sumI &+= i
                sumB &+= b
                squareI &+= i &* i
                squareB &+= b &* b
                product &+= i &* b
            }
        }
        let meanI = Double(sumI) / 64
        let meanB = Double(sumB) / 64
        return Patch(
            pixelVariance: Double(squareI) / 64 - meanI * meanI, meanVariance: Double(squareB) / 64 - meanB * meanB,
            covariance: Double(product) / 64 - meanI * meanB, gain: (meanI + 1) / (meanB + 1))
    }
}
