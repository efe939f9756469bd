import Glibc

extension FrameLayout {
    /// Copies the luma of row `y`; not for 16-bit formats.
    ///
    /// Packed pixels are read two bytes at a time, because that is what the compiler turns into vector code.
    @inline(__always)
    func copyLuma(_ y: Int, to target: UnsafeMutablePointer<UInt8>) {
        let source = row(y)
        switch format {
        case .yuyv:
            for x in 0..<size.width {
                let pair = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
                target[x] = UInt8(truncatingIfNeeded: pair)
            }
        case .uyvy:
            for x in 0..<size.width {
                let pair = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
                target[x] = UInt8(truncatingIfNeeded: pair &>> 8)
            }
        case .nv12, .yu12, .grey, .mjpeg, .y16:
            memcpy(target, source, size.width)
        }
    }

    /// Copies row `y` of both chroma planes, ``chromaWidth`` samples each; only for formats that have chroma.
    ///
    /// - Parameter y: counts rows of chroma: as many as of luma in packed formats, else half as many, rounded up.
    @inline(__always)
    func copyChroma(_ y: Int, blue: UnsafeMutablePointer<UInt8>, red: UnsafeMutablePointer<UInt8>) {
        switch format {
        case .yuyv:
            splitPairs(row(y), blueShift: 8, redShift: 24, blue: blue, red: red)
        case .uyvy:
            splitPairs(row(y), blueShift: 0, redShift: 16, blue: blue, red: red)
        case .nv12:
            let source = base + (chromaOffsets.0 + y * chromaStride)
            for x in 0..<chromaWidth {
                let pair = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
                blue[x] = UInt8(truncatingIfNeeded: pair)
                red[x] = UInt8(truncatingIfNeeded: pair &>> 8)
            }
        case .yu12:
            memcpy(blue, base + (chromaOffsets.0 + y * chromaStride), chromaWidth)
            memcpy(red, base + (chromaOffsets.1 + y * chromaStride), chromaWidth)
        case .grey, .y16, .mjpeg:
            memset(blue, 128, chromaWidth)
            memset(red, 128, chromaWidth)
        }
    }

    @inline(__always)
    private func splitPairs(
        _ source: UnsafeRawPointer, blueShift: UInt32, redShift: UInt32, blue: UnsafeMutablePointer<UInt8>,
        red: UnsafeMutablePointer<UInt8>
    ) {
        for x in 0..<chromaWidth {
            let pixels = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: 4 &* x, as: UInt32.self))
            blue[x] = UInt8(truncatingIfNeeded: pixels &>> blueShift)
            red[x] = UInt8(truncatingIfNeeded: pixels &>> redShift)
        }
    }
}
