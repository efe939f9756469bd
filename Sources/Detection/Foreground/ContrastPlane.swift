package import Imaging

/// Brings 16-bit planes to 8 bits without losing the contrast of a few counts.
///
/// A thermal camera spreads a scene over thousands of counts, while a person may differ by ten. So each pixel is shown as
/// its difference from a reference of its own: `level = 128 + (counts - reference - offset) · 2^gain`, clamped to 0…255.
/// - The **reference** is the first plane, and follows the background model when that has drifted by 32 levels.
/// - The **offset** is the median of all differences, frame by frame: what a flat-field shutter does to a whole image is
///   gone before anything is compared.
/// - The **gain** is chosen once, from the first ``settlingFrames`` planes, so that the noise is about two levels, but
///   no finer than a 4096th of the range in which 98 % of the pixels lie.
///
/// Invariants: integer arithmetic only; nothing is allocated after the initialiser; two planes that differ by a constant
/// give the same levels.
package final class ContrastPlane {
    /// Planes from which the gain is chosen.
    package static let settlingFrames = 5

    /// The levels of the last plane.
    package let plane: GrayPlane
    /// The exponent of the gain, once it is chosen: levels a count are `2^gain`.
    package private(set) var gain: Int?

    private let size: FrameSize
    private let reference: Plane<UInt16>
    private var offset: Int32 = 0
    private var seen = 0
    private var leastNoise: Int32 = .max
    private var nextRow = 0
    private var histogram: [Int32]
    private let sampleStep: Int

    /// Makes a stage that has seen nothing.
    package init(size: FrameSize) {
        self.size = size
        plane = GrayPlane(size: size)
        reference = Plane(size: size)
        histogram = Array(repeating: 0, count: 512)
        sampleStep = max(1, size.area / 8192)
    }

    /// Forgets reference and gain; the next plane is the new reference.
    package func restart() {
        seen = 0
        gain = nil
        leastNoise = .max
        offset = 0
    }

    /// Takes the next 16-bit plane. Returns whether ``plane`` is ready to be looked at: the gain is known.
    package func update(from source: GrayPlane) -> Bool {
        if seen == 0 { takeReference(from: source) }
        seen = min(seen + 1, 1000)
        offset = quantile(0.5) { self.difference($0, $1, source) }
        guard let gain else {
            if seen > 1 {
                let offset = offset
                leastNoise = min(leastNoise, quantile(0.5) { abs(self.difference($0, $1, source) - offset) })
            }
            if seen >= Self.settlingFrames {
                chooseGain(source)
                takeReference(from: source)
            }
            return false
        }
        for y in 0..<size.height {
            let counts = UnsafePointer(source.row16(y).baseAddress!)  // a plane has at least one pixel
            let levels = plane.row8(y).baseAddress!  // a plane has at least one pixel
            Self.level(size.width, counts, reference.row(y), offset, gain, into: levels)
        }
        return true
    }

    /// Moves references after the background, a few rows a frame, and the model's modes with them.
    package func follow(_ model: BackgroundModel) {
        guard let gain else { return }
        for _ in 0..<max(1, size.height / 64) {
            let mean = model.mean.row(nextRow)
            let second = model.second.row(nextRow)
            let base = reference.row(nextRow)
            for x in 0..<size.width {
                let drift = (Int32(mean[x]) >> 7) - 128
                guard abs(drift) >= 32 else { continue }
                let counts = gain >= 0 ? drift >> Int32(gain) : drift << Int32(-gain)
                let moved = min(max(Int32(base[x]) + counts, 0), 65535) - Int32(base[x])
                let levels = gain >= 0 ? moved << Int32(gain) : moved >> Int32(-gain)
                base[x] = UInt16(Int32(base[x]) + moved)
                mean[x] = Int16(min(max(Int32(mean[x]) - levels << 7, 0), 255 << 7))
                second[x] = UInt8(min(max(Int32(second[x]) - levels, 0), 255))
            }
            nextRow = nextRow + 1 < size.height ? nextRow + 1 : 0
        }
    }

    private func takeReference(from source: GrayPlane) {
        offset = 0
        for y in 0..<size.height {
            let counts = source.row16(y)
            let base = reference.row(y)
            for x in 0..<size.width { base[x] = counts[x] }
        }
    }

    private func chooseGain(_ source: GrayPlane) {
        let low = quantile(0.01) { Int32(source.row16($1)[$0]) }
        let high = quantile(0.99) { Int32(source.row16($1)[$0]) }
        // The difference of two planes has about the median deviation of one times the root of two: 1.4 of 2 levels.
        let finest = max((high - low) >> 12, 1)
        let step = max(leastNoise / 2, finest)
        let octave = Int32.bitWidth - 1 - step.leadingZeroBitCount
        gain = leastNoise == 0 && finest == 1 ? 2 : leastNoise == 1 && finest == 1 ? 1 : -octave
    }

    @inline(__always)
    private func difference(_ x: Int, _ y: Int, _ source: GrayPlane) -> Int32 {
        Int32(source.row16(y)[x]) - Int32(reference.row(y)[x])
    }

    @inline(never)
    private static func level(
        _ n: Int, _ counts: UnsafePointer<UInt16>, _ base: UnsafePointer<UInt16>, _ offset: Int32, _ gain: Int,
        into levels: UnsafeMutablePointer<UInt8>
    ) {
        let up = Int32(max(gain, 0))
        let down = Int32(max(-gain, 0))
        for x in 0..<n {
            let difference = Int32(counts[x]) &- Int32(base[x]) &- offset
            let level = ((difference &<< up) &>> down) &+ 128
            levels[x] = UInt8(truncatingIfNeeded: min(max(level, 0), 255))
        }
    }

    /// A quantile of a value over a sample of the pixels: a coarse histogram finds the bin, a fine one the value.
    private func quantile(_ share: Double, of value: (Int, Int) -> Int32) -> Int32 {
        let coarse = search(share, below: 0, shift: 8, origin: -65536, value)
        return search(share, below: coarse.below, shift: 0, origin: coarse.value, value).value
    }

    private func search(
        _ share: Double, below: Int32, shift: Int32, origin: Int32, _ value: (Int, Int) -> Int32
    ) -> (value: Int32, below: Int32) {
        for bin in histogram.indices { histogram[bin] = 0 }
        var total: Int32 = 0
        var index = 0
        while index < size.area {
            let bin = (value(index % size.width, index / size.width) - origin) >> shift
            if bin >= 0 && bin < 512 && (shift > 0 || bin < 256) { histogram[Int(bin)] += 1 }
            total += 1
            index += sampleStep
        }
        let wanted = max(1, Int32((Double(total) * share).rounded(.up)))
        var count = below
        for bin in 0..<512 {
            let next = count + histogram[bin]
            if next >= wanted { return (origin + Int32(bin) << shift, count) }
            count = next
        }
        return (origin, below)
    }
}
