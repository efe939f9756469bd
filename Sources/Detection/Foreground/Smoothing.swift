package import Imaging

/// Smooths frames that are noisy, and leaves others as they are.
///
/// Whether it works is decided by the noise that the background model measures, with a distance between on and off: it
/// begins when the median over the image exceeds ``onset``, and ends when it falls below ``end``, which smoothing alone
/// (the 3 × 3 binomial leaves 3/8 of the noise) cannot bring about at the onset.
///
/// Invariants: integer arithmetic only; nothing is allocated after the initialiser.
package final class Smoothing {
    /// Median noise in sixteenths of a gray level from which frames are smoothed, and below which no more.
    package static let onset = 48
    package static let end = 12
    /// Seconds between two looks at the noise.
    static let interval = 1.0

    /// Whether frames are smoothed.
    package private(set) var isOn = false
    /// The last frame, smoothed.
    package let plane: GrayPlane

    private let size: FrameSize
    private let excluded: GrayPlane?
    private let rows: ScratchRow
    private var histogram = Array(repeating: 0, count: 256)
    private var elapsed = 0.0

    /// Makes a stage that is off.
    ///
    /// - Parameter exclusion: 255 where nothing is looked at, or `nil`. A privacy mask has no noise and says nothing.
    package init(size: FrameSize, exclusion: GrayPlane? = nil) {
        self.size = size
        excluded = exclusion
        plane = GrayPlane(size: size)
        rows = ScratchRow(width: size.width)
    }

    /// Looks at the noise when it is time. Not while the model learns, when it does not know it.
    package func judge(_ model: BackgroundModel, seconds: Double) {
        elapsed += seconds
        guard elapsed >= Self.interval && !model.isLearning else { return }
        elapsed = 0
        for bin in histogram.indices { histogram[bin] = 0 }
        var count = 0
        for y in stride(from: 0, to: size.height, by: 8) {
            let noise = model.noise.row(y)
            let hidden = excluded?.row8(y)
            for x in stride(from: y / 8 % 8, to: size.width, by: 8) {
                if let hidden, hidden[x] != 0 { continue }
                histogram[Int(noise[x])] += 1
                count += 1
            }
        }
        guard count > 0 else { return }
        var middle = 0
        var below = histogram[0]
        while 2 * below < count && middle < 255 {
            middle += 1
            below += histogram[middle]
        }
        if middle > Self.onset { isOn = true } else if middle < Self.end { isOn = false }
    }

    /// Gives the frame back, smoothed if it needs to be.
    package func smooth(_ frame: GrayPlane) -> GrayPlane {
        guard isOn else { return frame }
        let base = frame.base.assumingMemoryBound(to: UInt8.self)
        for y in 0..<size.height {
            let above = base + max(y - 1, 0) * frame.bytesPerRow
            let below = base + min(y + 1, size.height - 1) * frame.bytesPerRow
            Self.average(size.width, above, base + y * frame.bytesPerRow, below, into: rows.base)
            rows.extendEnds(by: 1)
            let out = (plane.base + y * plane.bytesPerRow).assumingMemoryBound(to: UInt8.self)
            Self.average(size.width, rows.base - 1, rows.base, rows.base + 1, into: out)
        }
        return plane
    }

    /// A quarter of the first and last and half of the middle.
    @inline(never)
    private static func average(
        _ n: Int, _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ c: UnsafePointer<UInt8>,
        into out: UnsafeMutablePointer<UInt8>
    ) {
        for x in 0..<n {
            let sum = UInt16(a[x]) &+ 2 &* UInt16(b[x]) &+ UInt16(c[x]) &+ 2
            out[x] = UInt8(truncatingIfNeeded: sum >> 2)
        }
    }
}
