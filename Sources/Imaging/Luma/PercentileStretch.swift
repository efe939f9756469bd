/// Maps 16-bit pixels to 8 bits so that the bulk of them fills the whole range.
///
/// Thermal cameras use a small part of their 65536 levels. The darkest and the brightest 0.5 % of the pixels become 0 and
/// 255, what lies between is spread evenly; a frame of one level becomes mid-gray. The mapping differs from frame to frame:
/// it is for looking, never for measuring.
final class PercentileStretch {
    private let histogram: UnsafeMutablePointer<UInt32>
    private static let levels = 65536

    /// Makes a stretch; its memory is kept for all frames.
    init() {
        histogram = .allocate(capacity: Self.levels)
    }

    deinit {
        histogram.deallocate()
    }

    /// Maps all pixels of a 16-bit frame.
    ///
    /// - Parameter target: place for `width × height` bytes without padding.
    func map(_ layout: FrameLayout, to target: UnsafeMutablePointer<UInt8>) {
        let width = layout.size.width
        let (low, high) = limits(layout)
        let span = UInt32(high - low)
        guard span > 0 else {
            target.update(repeating: 128, count: layout.size.area)
            return
        }
        // 16 bits of fraction: span * factor stays below 2^24.
        let factor = (255 << 16) / span
        for y in 0..<layout.size.height {
            let source = layout.row(y)
            let row = target + y * width
            for x in 0..<width {
                let word = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
                let above = UInt32(max(min(word, high), low) &- low)
                row[x] = UInt8(truncatingIfNeeded: (above &* factor &+ (1 &<< 15)) &>> 16)
            }
        }
    }

    private func limits(_ layout: FrameLayout) -> (UInt16, UInt16) {
        histogram.initialize(repeating: 0, count: Self.levels)
        for y in 0..<layout.size.height {
            let source = layout.row(y)
            for x in 0..<layout.size.width {
                let word = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
                histogram[Int(word)] &+= 1
            }
        }
        let tail = layout.size.area / 200
        return (level(above: tail, from: 0, step: 1), level(above: tail, from: Self.levels - 1, step: -1))
    }

    private func level(above tail: Int, from start: Int, step: Int) -> UInt16 {
        var seen = 0
        var level = start
        while true {
            seen += Int(histogram[level])
            if seen > tail { return UInt16(level) }
            level += step
        }
    }
}
