package import Imaging

/// What every pixel looks like when nothing is there, and how sure that is.
///
/// Each pixel has a main mode (mean in Q8.7), its noise (median absolute deviation in Q4.4, a sigma-delta estimate after
/// Manzanera and Richefeu 2007), a second mode with a confidence (a branch that comes and goes), and a measure of
/// how much it blinks. A pixel's score says how clearly it differs from all of that: 0…10, 5 at the threshold.
///
/// Invariants: the same planes, ticks and holds give the same state; a frozen cell never becomes background; state is
/// 8 bytes a pixel whatever happens; nothing is allocated after the initialiser.
package final class BackgroundModel {
    /// Ticks after which the first learning is over.
    package static let learningTicks = 20
    /// The second mode counts as background from this confidence on, in ticks.
    static let trusted: UInt8 = 6

    /// Size of the planes it takes.
    package let size: FrameSize
    /// The main mode, Q8.7.
    package let mean: Plane<Int16>
    /// The second mode, and how long it was seen, in ticks.
    package let second: Plane<UInt8>
    package let confidence: Plane<UInt8>
    /// Median absolute deviation in sixteenths of a gray level.
    package let noise: Plane<UInt8>
    /// How much the pixel blinks, in quarters of a gray level.
    package let dynamics: Plane<UInt8>
    /// Bit 0: foreground; bit 1: it was not at the last update, or the reverse.
    package let flags: Plane<UInt8>
    /// The score of the last frame, 0…10.
    package let score: Plane<UInt8>
    /// For each row, whether any score is above 0.
    package private(set) var busy: [Bool]
    /// For each row, whether no flag is set: then, while nothing is seen, there is nothing to toggle.
    var calm: [Bool]
    /// Ticks since the model was started or restarted; from an hour on it goes round within the last minutes of that hour.
    ///
    /// It must never stand still: what fades and what is forgotten, every 6 and every 32 ticks, goes by its crossings, and
    /// a model that forgets nothing goes blind to what comes again and again.
    package private(set) var age = 0
    /// An hour, and how far back it goes then: a multiple of 6 and of 32, so that no crossing is lost.
    private static let (fullAge, round) = (90_000, 9_600)

    let contrast: UInt8
    /// Whether it has seen nothing since it was started or restarted.
    package private(set) var isEmpty = true
    let scratch: PixelScratch

    /// Makes a model that has seen nothing.
    ///
    /// - Parameter contrast: gray levels by which a noiseless pixel must differ.
    package init(size: FrameSize, contrast: UInt8) {
        self.size = size
        self.contrast = contrast
        mean = Plane(size: size)
        second = Plane(size: size)
        confidence = Plane(size: size)
        noise = Plane(size: size, filledWith: 32)
        dynamics = Plane(size: size)
        flags = Plane(size: size)
        score = Plane(size: size)
        busy = Array(repeating: false, count: size.height)
        calm = Array(repeating: true, count: size.height)
        scratch = PixelScratch(width: size.width)
    }

    /// Whether the model is still in its first learning.
    package var isLearning: Bool { age < Self.learningTicks }

    /// Forgets everything; the next plane is the new background.
    package func restart() {
        isEmpty = true
        age = 0
    }

    /// Scores an 8-bit plane and learns from it.
    ///
    /// - Parameters:
    ///   - plane: the row pointers of the next plane.
    ///   - ticks: time since the plane before; with 0 the plane is only scored.
    ///   - hold: what the tracker asked for after the plane before.
    package func process(_ plane: GrayPlane, ticks: Int, hold: HoldMap) {
        if isEmpty { start(with: plane) }
        let pace = pace(for: ticks)
        loadRange(of: 0)
        for y in 0..<size.height {
            if y + 1 < size.height { loadRange(of: y + 1) }
            if y & (hold.grid.side - 1) == 0 { hold.expand(row: y, into: scratch.hold.base, width: size.width) }
            let pixels = UnsafePointer(plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow)
            busy[y] = scoreRow(y, pixels)
            if ticks > 0 { updateRow(y, pixels, pace) }
        }
        age += ticks
        if age >= Self.fullAge { age -= Self.round }
    }

    /// Sets the scores along the image's edges to 0, where a frame that was moved back shows nothing of its own.
    ///
    /// - Parameter shiftX, shiftY: by how much it was moved, in eighths of a pixel.
    package func blankEdges(shiftX: Int, shiftY: Int) {
        let across = shiftX == 0 ? 0 : min(size.width, abs(shiftX) / 8 + 3)
        let along = shiftY == 0 ? 0 : min(size.height, abs(shiftY) / 8 + 3)
        for y in 0..<size.height {
            let row = score.row(y)
            if (shiftY < 0 && y < along) || (shiftY > 0 && y >= size.height - along) {
                row.update(repeating: 0, count: size.width)
            } else if across > 0 {
                (shiftX < 0 ? row : row + size.width - across).update(repeating: 0, count: across)
            }
        }
    }

    private func start(with plane: GrayPlane) {
        isEmpty = false
        for y in 0..<size.height {
            let pixels = plane.row8(y)
            let row = mean.row(y)
            let other = second.row(y)
            for x in 0..<size.width {
                row[x] = Int16(pixels[x]) << 7
                other[x] = pixels[x]
            }
        }
        confidence.fill(with: 0)
        noise.fill(with: 32)
        dynamics.fill(with: 0)
        flags.fill(with: 0)
        for y in calm.indices { calm[y] = true }
    }

    /// How far state moves in this frame.
    private func pace(for ticks: Int) -> Pace {
        let octave = max(0, ticks.trailingZeroBitCount & 7)
        let settled = isLearning ? min(6, 1 + age / 4) : 6
        let after = age + ticks
        return Pace(
            shift: Int16(max(1, settled - octave)), step: UInt8(ticks),
            growth: UInt8(min(8, 4 * ticks)), fading: UInt8(after / 6 - age / 6),
            forgets: after / 32 > age / 32, sure: isLearning ? 8 : 60)
    }
}
