import Glibc

/// Lays masks over raw frames, in a copy.
///
/// Covered are whole samples: every pixel that a polygon touches, and every sample of chroma whose pixels it touches. In
/// packed formats two pixels that share their chroma are covered together. Everything becomes mid-gray without colour; in
/// 16-bit frames, of which a thermal camera fills but a small part of the range, the mean of what is not covered, so that the
/// contrast of the rest survives a stretch to 8 bits.
final class PlaneMasker {
    private struct Form: Equatable {
        var size: FrameSize
        var format: PixelFormat
    }

    /// Mid-gray, and no colour.
    static let gray: UInt8 = 128

    private let masks: [Polygon]
    private let scratch = ScratchMemory()
    private var form: Form?
    private var luma: [[Range<Int>]] = []
    private var chroma: [[Range<Int>]] = []

    init(masks: [Polygon]) {
        self.masks = masks
    }

    /// How often memory was asked of the system.
    var systemAllocations: Int { scratch.growths }

    /// The bytes of the covered frame, in the same layout; valid until the next call.
    func mask(_ frame: Frame) throws(ImagingError) -> UnsafeRawBufferPointer {
        let layout = try FrameLayout(of: frame)
        prepare(Form(size: frame.size, format: frame.format))
        let target = scratch.bytes(layout.byteCount)
        memcpy(target, layout.base, layout.byteCount)
        clearPadding(layout, target)
        switch frame.format {
        case .yuyv, .uyvy: fill(luma, of: target, stride: layout.stride, sampleBytes: 4)
        case .grey: fill(luma, of: target, stride: layout.stride, sampleBytes: 1)
        case .y16: fillWords(layout, target)
        case .nv12:
            fill(luma, of: target, stride: layout.stride, sampleBytes: 1)
            fill(chroma, of: target + layout.chromaOffsets.0, stride: layout.chromaStride, sampleBytes: 2)
        case .yu12:
            fill(luma, of: target, stride: layout.stride, sampleBytes: 1)
            fill(chroma, of: target + layout.chromaOffsets.0, stride: layout.chromaStride, sampleBytes: 1)
            fill(chroma, of: target + layout.chromaOffsets.1, stride: layout.chromaStride, sampleBytes: 1)
        case .mjpeg: break  // FrameLayout refuses it
        }
        return UnsafeRawBufferPointer(start: target, count: layout.byteCount)
    }

    private func prepare(_ next: Form) {
        guard form != next else { return }
        form = next
        func spans(_ cellWidth: Double, _ cellHeight: Double) -> [[Range<Int>]] {
            Coverage(of: masks, size: next.size, cellWidth: cellWidth, cellHeight: cellHeight).rows
        }
        switch next.format {
        case .yuyv, .uyvy: luma = spans(2, 1)
        case .nv12, .yu12:
            luma = spans(1, 1)
            chroma = spans(2, 2)
        case .grey, .y16, .mjpeg: luma = spans(1, 1)
        }
    }

    /// What stands between the rows is no part of the image, and nobody knows what it shows.
    private func clearPadding(_ layout: FrameLayout, _ target: UnsafeMutableRawPointer) {
        func clear(from start: Int, rows: Int, rowBytes: Int, stride: Int) {
            guard stride > rowBytes else { return }
            for y in 0..<rows {
                let end = start + y * stride + rowBytes
                memset(target + end, 0, min(stride - rowBytes, layout.byteCount - end))
            }
        }
        clear(from: 0, rows: layout.size.height, rowBytes: layout.rowBytes, stride: layout.stride)
        guard layout.halvesChromaRows else { return }
        let rows = (layout.size.height + 1) / 2
        let rowBytes = layout.format == .nv12 ? 2 * layout.chromaWidth : layout.chromaWidth
        clear(from: layout.chromaOffsets.0, rows: rows, rowBytes: rowBytes, stride: layout.chromaStride)
        guard layout.format == .yu12 else { return }
        clear(from: layout.chromaOffsets.1, rows: rows, rowBytes: rowBytes, stride: layout.chromaStride)
    }

    private func fill(
        _ spans: [[Range<Int>]], of target: UnsafeMutableRawPointer, stride: Int, sampleBytes: Int
    ) {
        for (y, row) in spans.enumerated() {
            for span in row {
                memset(
                    target + (y * stride + span.lowerBound * sampleBytes), Int32(Self.gray), span.count * sampleBytes)
            }
        }
    }

    private func fillWords(_ layout: FrameLayout, _ target: UnsafeMutableRawPointer) {
        let value = meanOfUncovered(layout).littleEndian
        for (y, row) in luma.enumerated() {
            for span in row {
                for x in span {
                    (target + (y * layout.stride + 2 * x)).storeBytes(of: value, as: UInt16.self)
                }
            }
        }
    }

    private func meanOfUncovered(_ layout: FrameLayout) -> UInt16 {
        var (sum, count): (UInt64, UInt64) = (0, 0)
        for (y, row) in luma.enumerated() {
            let source = layout.row(y)
            var from = 0
            func add(to end: Int) {
                guard from < end else { return }
                count += UInt64(end - from)
                for x in from..<end {
                    sum &+= UInt64(
                        UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self)))
                }
            }
            for span in row {
                add(to: span.lowerBound)
                from = span.upperBound
            }
            add(to: layout.size.width)
        }
        return count == 0 ? 0x8000 : UInt16(truncatingIfNeeded: sum / count)
    }
}
