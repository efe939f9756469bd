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
/// same everywhere. What the extensions in the neighbouring files use is theirs alone.
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
    static let clearly = 92
    /// The least eigenvalue of a patch, and the mean difference a pixel beyond which a patch's share is clipped.
    static let leastTexture = 600.0
    static let clip = 32
    static let span = 2 * reach + 3
    static let unknown = Int32.max
    /// The side of the blocks in which it is known what is excluded.
    static let block = 8

    /// The shift of the last frame in eighths of a pixel: `frame(x + dx, y + dy)` shows what the background has at (x, y).
    package internal(set) var shiftX = 0
    package internal(set) var shiftY = 0
    /// Whether the last frame was moved back; then ``plane`` is what to look at.
    package var isShifted: Bool { shiftX != 0 || shiftY != 0 }
    /// The last frame, moved back.
    package let plane: GrayPlane

    /// The upper left corner of a patch.
    struct Patch {
        var x: Int
        var y: Int
    }

    let size: FrameSize
    let blockColumns: Int
    let isFreeBlock: [Bool]?
    var patches: [Patch] = []
    let pixels: UnsafeMutablePointer<UInt8>
    let surface: UnsafeMutablePointer<Int32>
    var lastX = 0
    var lastY = 0
    var residual = 0.0
    var seconds = 0.0
    private var nextPick = 0.0
    var nextSearch = 0.0
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
}
