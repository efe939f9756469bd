/// Takes the luma out of raw frames, averaged over boxes, in one pass.
///
/// - Each pixel of the plane is the rounded mean of the pixels of its box; boxes at the right and bottom edge that the
///   image fills only partly count what is there.
/// - 16-bit formats keep 16 bits.
/// - Memory for one row of sums is kept, so that a stream of frames of one form allocates nothing. Copies of an extractor
///   share that memory, so an extractor and its copies belong to one queue.
public struct LumaExtractor {
    private let scratch = ScratchMemory()

    /// Makes an extractor.
    public init() {}

    /// Fills `plane` with the luma of a raw frame.
    ///
    /// - Parameters:
    ///   - frame: of any format but ``PixelFormat/mjpeg``.
    ///   - scale: the side of a box.
    ///   - plane: of the size `scale.size(of: frame.size)`; 16 bits deep for ``PixelFormat/y16``, else 8.
    /// - Throws: ``ImagingError/Code/frameTooShort`` if the frame holds less than it claims,
    ///   ``ImagingError/Code/unusableSize``, ``ImagingError/Code/sizeDiffers`` if the plane does not fit, or
    ///   ``ImagingError/Code/unsupported`` for a JPEG. The plane is then as it was.
    public mutating func extract(
        _ frame: Frame, scale: LumaScale, into plane: GrayPlane
    ) throws(ImagingError) {
        let layout = try FrameLayout(of: frame)
        let depth: GrayPlane.Depth = frame.format == .y16 ? .sixteen : .eight
        let size = scale.size(of: frame.size)
        guard plane.size == size, plane.depth == depth else {
            throw ImagingError(
                code: .sizeDiffers, place: "\(frame.format.rawValue) frame of \(frame.size)",
                cause: "its luma at 1/\(scale.rawValue) is \(size) and \(depth) bits deep, the gray plane \(plane.size)"
                    + " and \(plane.depth)",
                mend: "make a plane of that size and depth")
        }
        switch (depth, scale) {
        case (.eight, .full):
            for y in 0..<size.height {
                layout.copyLuma(y, to: (plane.base + y * plane.bytesPerRow).assumingMemoryBound(to: UInt8.self))
            }
        case (.sixteen, .full):
            for y in 0..<size.height { copyWords(layout, y, to: plane.row16(y)) }
        case (.eight, _):
            averageBytes(layout, scale: scale, into: plane)
        case (.sixteen, _):
            averageWords(layout, scale: scale, into: plane)
        }
    }

    private func copyWords(_ layout: FrameLayout, _ y: Int, to target: UnsafeMutableBufferPointer<UInt16>) {
        let source = layout.row(y)
        for x in 0..<target.count {
            target[x] = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
        }
    }

    private func averageBytes(_ layout: FrameLayout, scale: LumaScale, into plane: GrayPlane) {
        let boxes = BoxRow<UInt16>(width: layout.size.width, scale: scale, scratch: scratch)
        for y in 0..<plane.size.height {
            let first = y * scale.rawValue
            let rows = min(scale.rawValue, layout.size.height - first)
            boxes.clear()
            for line in first..<first + rows {
                let source = layout.row(line)
                switch layout.format {
                case .yuyv: boxes.addEvenBytes(source)
                case .uyvy: boxes.addOddBytes(source)
                case .nv12, .yu12, .grey, .mjpeg, .y16: boxes.addBytes(source)
                }
            }
            let sums = boxes.reduced()
            let target = plane.row8(y)
            for x in 0..<target.count {
                target[x] = UInt8(truncatingIfNeeded: (sums[x] &+ boxes.half) &>> boxes.shift)
            }
            boxes.mendEdges(rows: rows) { x, mean in target[x] = UInt8(truncatingIfNeeded: mean) }
        }
    }

    private func averageWords(_ layout: FrameLayout, scale: LumaScale, into plane: GrayPlane) {
        let boxes = BoxRow<UInt32>(width: layout.size.width, scale: scale, scratch: scratch)
        for y in 0..<plane.size.height {
            let first = y * scale.rawValue
            let rows = min(scale.rawValue, layout.size.height - first)
            boxes.clear()
            for line in first..<first + rows { boxes.addWords(layout.row(line)) }
            let sums = boxes.reduced()
            let target = plane.row16(y)
            for x in 0..<target.count {
                target[x] = UInt16(truncatingIfNeeded: (sums[x] &+ boxes.half) &>> boxes.shift)
            }
            boxes.mendEdges(rows: rows) { x, mean in target[x] = UInt16(truncatingIfNeeded: mean) }
        }
    }
}
