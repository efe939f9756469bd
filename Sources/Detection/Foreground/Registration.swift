package import Imaging

/// Finds by how much the camera shakes, and gives the frame back as if it did not.
///
/// Up to 20 patches of 32 × 16 pixels, well textured in both directions (the smaller eigenvalue of the structure tensor,
/// Shi and Tomasi 1994), are compared with the background. **One** shift for all of them is sought, where the sum of
/// absolute differences is least: a sum over patches has no aperture problem, and each patch's share is clipped so that
/// one that is covered by an object cannot rule. The search descends from the last shift over 3 × 3 neighbours; only
/// when that fits badly are all even shifts within ``reach`` tried. A parabola through the least value and its
/// neighbours gives the fraction, in eighths of a pixel. Patches keep their distance from what is excluded: the border
/// of a privacy mask stands still while the picture moves.
///
/// Invariants: the shift is never more than ``reach`` pixels either way; where the picture has too little texture, or a
/// shift does not fit clearly better than none, it is zero and costs no warp; integers decide, so the result is the
/// same everywhere.
package final class Registration {
    /// The largest shift that is found, in pixels.
    package static let reach = 12
    static let patchWidth = 32
    static let patchHeight = 16
    static let patchLimit = 20
    /// Patches without which nothing is said.
    static let fewest = 4
    /// Seconds after which patches are chosen anew.
    static let pickInterval = 2.5
    /// The percentage of its difference without a shift below which a patch speaks for one.
    private static let clearly = 92
    /// The least eigenvalue of a patch, and the mean difference a pixel beyond which a patch's share is clipped.
    private static let leastTexture = 600.0
    private static let clip = 32
    private static let span = 2 * reach + 3
    private static let unknown = Int32.max
    /// The side of the blocks in which it is known what is excluded.
    private static let block = 8

    /// The shift of the last frame in eighths of a pixel: `frame(x + dx, y + dy)` shows what the background has at (x, y).
    package private(set) var shiftX = 0
    package private(set) var shiftY = 0
    /// Whether the last frame was moved back; then ``plane`` is what to look at.
    package var isShifted: Bool { shiftX != 0 || shiftY != 0 }
    /// The last frame, moved back.
    package let plane: GrayPlane

    private struct Patch {
        var x: Int
        var y: Int
    }

    private let size: FrameSize
    private let blockColumns: Int
    private let isFreeBlock: [Bool]?
    private var patches: [Patch] = []
    private let pixels: UnsafeMutablePointer<UInt8>
    private let surface: UnsafeMutablePointer<Int32>
    private var lastX = 0
    private var lastY = 0
    private var residual = 0.0
    private var seconds = 0.0
    private var nextPick = 0.0
    private var nextSearch = 0.0
    private var isEmpty = true

    /// Makes a stage that knows no patches.
    ///
    /// - Parameter exclusion: 255 where nothing is looked at, or `nil`.
    package init(size: FrameSize, exclusion: GrayPlane? = nil) {
        self.size = size
        let columns = (size.width + Self.block - 1) / Self.block
        let rows = (size.height + Self.block - 1) / Self.block
        blockColumns = columns
        isFreeBlock = exclusion.map {
            Exclusion.freeBlocks(of: $0, side: Self.block, columns: columns, rows: rows)
        }
        plane = GrayPlane(size: size)
        pixels = .allocate(capacity: Self.patchLimit * Self.patchWidth * Self.patchHeight)
        pixels.initialize(repeating: 0, count: Self.patchLimit * Self.patchWidth * Self.patchHeight)
        surface = .allocate(capacity: Self.span * Self.span)
        surface.initialize(repeating: Self.unknown, count: Self.span * Self.span)
        patches.reserveCapacity(Self.patchLimit)
    }

    deinit {
        pixels.deallocate()
        surface.deallocate()
    }

    /// Forgets the patches; the next frame is the new background.
    package func restart() {
        isEmpty = true
        patches.removeAll(keepingCapacity: true)
        lastX = 0
        lastY = 0
        shiftX = 0
        shiftY = 0
        residual = 0
    }

    /// Finds the shift of a frame, and moves the frame back if there is one. Returns what to look at.
    package func align(_ frame: GrayPlane, to model: BackgroundModel, hold: HoldMap, seconds step: Double) -> GrayPlane
    {
        shiftX = 0
        shiftY = 0
        guard size.width >= 128 && size.height >= 96, !model.isEmpty else { return frame }
        seconds += min(step, 1)
        if patches.count >= Self.fewest { find(in: frame) }
        if isShifted { warp(frame) }
        let aligned = isShifted ? plane : frame
        // Patches are taken from a single picture: an average of frames that shake is blurred.
        if isEmpty || seconds >= nextPick {
            pick(from: aligned, model, hold)
            nextPick = seconds + (isEmpty ? 1 : Self.pickInterval)
            isEmpty = false
        }
        return aligned
    }

    // MARK: Patches

    private func pick(from frame: GrayPlane, _ model: BackgroundModel, _ hold: HoldMap) {
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

    // MARK: Search

    private func find(in frame: GrayPlane) {
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

    // MARK: Warp

    /// Moves the frame back by bilinear interpolation; what lies outside is taken from the edge.
    private func warp(_ frame: GrayPlane) {
        let wholeX = shiftX >> 3
        let wholeY = shiftY >> 3
        let right = UInt16(shiftX & 7)
        let lower = UInt16(shiftY & 7)
        let base = frame.base.assumingMemoryBound(to: UInt8.self)
        let first = max(0, -wholeX)
        let last = min(size.width, size.width - 1 - wholeX)
        for y in 0..<size.height {
            let y0 = min(max(y + wholeY, 0), size.height - 1)
            let y1 = min(max(y + wholeY + 1, 0), size.height - 1)
            let out = (plane.base + y * plane.bytesPerRow).assumingMemoryBound(to: UInt8.self)
            Self.blend(
                last - first, base + y0 * frame.bytesPerRow + first + wholeX,
                base + y1 * frame.bytesPerRow + first + wholeX, right, lower, into: out + first)
            for x in 0..<first { out[x] = out[first] }
            for x in last..<size.width { out[x] = out[last - 1] }
        }
    }

    @inline(never)
    private static func blend(
        _ n: Int, _ upper: UnsafePointer<UInt8>, _ under: UnsafePointer<UInt8>, _ right: UInt16, _ lower: UInt16,
        into out: UnsafeMutablePointer<UInt8>
    ) {
        let a = (8 - right) * (8 - lower)
        let b = right * (8 - lower)
        let c = (8 - right) * lower
        let d = right * lower
        for x in 0..<n {
            let top = a &* UInt16(upper[x]) &+ b &* UInt16(upper[x &+ 1])
            let bottom = c &* UInt16(under[x]) &+ d &* UInt16(under[x &+ 1])
            out[x] = UInt8(truncatingIfNeeded: (top &+ bottom &+ 32) >> 6)
        }
    }
}
