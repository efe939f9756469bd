/// Where the rows of a raw frame lie in its bytes.
///
/// Invariant: every byte that a layout hands out lies inside the frame's bytes, whatever its size, format and row length
/// claim. Chroma rows of packed formats and of odd sizes count as V4L2 does: chroma is rounded up.
struct FrameLayout {
    /// The longest row that is believed.
    private static let longestRow = 1 << 24
    /// The largest side and area that are believed; the JPEG codec has the same limits.
    private static let longestSide = 16384
    private static let largestArea = 128 << 20

    /// Size in pixels.
    let size: FrameSize
    /// The format; never ``PixelFormat/mjpeg``.
    let format: PixelFormat
    /// The first byte of the frame.
    let base: UnsafeRawPointer
    /// Bytes from one row of luma (or packed pixels) to the next.
    let stride: Int
    /// Bytes of a row of luma (or packed pixels) that belong to the image.
    let rowBytes: Int
    /// Offset of the first chroma plane, and of the second one of ``PixelFormat/yu12``.
    let chromaOffsets: (Int, Int)
    /// Bytes from one row of chroma to the next, in planar formats.
    let chromaStride: Int
    /// Bytes from the first to the last one that belongs to the image.
    let byteCount: Int

    /// Works out a frame's layout.
    ///
    /// - Throws: ``ImagingError/Code/unusableSize``, ``ImagingError/Code/frameTooShort``, or
    ///   ``ImagingError/Code/unsupported`` for a JPEG frame.
    init(of frame: Frame) throws(ImagingError) {
        size = frame.size
        format = frame.format
        stride = frame.bytesPerRow
        let (width, height) = (size.width, size.height)
        guard
            width > 0, height > 0, width <= Self.longestSide, height <= Self.longestSide,
            width * height <= Self.largestArea
        else {
            throw Self.error(frame, .unusableSize, "there is no image of this size", "set the camera's size")
        }
        let chromaWidth = (width + 1) / 2
        let chromaHeight = (height + 1) / 2
        switch format {
        case .mjpeg:
            throw Self.error(frame, .unsupported, "a JPEG frame has no rows", "decode it as a JPEG")
        case .yuyv, .uyvy: rowBytes = 4 * chromaWidth
        case .y16: rowBytes = 2 * width
        case .nv12, .yu12, .grey: rowBytes = width
        }
        guard stride >= rowBytes, stride <= Self.longestRow else {
            throw Self.error(
                frame, .frameTooShort, "a row has \(stride) bytes where \(rowBytes) are needed",
                "check the row length that the driver reports")
        }
        let needed: Int
        switch format {
        case .nv12:
            chromaStride = max(stride, 2 * chromaWidth)
            chromaOffsets = (stride * height, 0)
            needed = chromaOffsets.0 + chromaStride * (chromaHeight - 1) + 2 * chromaWidth
        case .yu12:
            chromaStride = (stride + 1) / 2
            chromaOffsets = (stride * height, stride * height + chromaStride * chromaHeight)
            needed = chromaOffsets.1 + chromaStride * (chromaHeight - 1) + chromaWidth
        case .mjpeg, .yuyv, .uyvy, .grey, .y16:
            chromaStride = 0
            chromaOffsets = (0, 0)
            needed = stride * (height - 1) + rowBytes
        }
        guard frame.bytes.count >= needed, let base = frame.bytes.baseAddress else {
            throw Self.error(
                frame, .frameTooShort, "the frame has \(frame.bytes.count) bytes where \(needed) are needed",
                "check the camera's cable and USB bandwidth")
        }
        self.base = base
        byteCount = needed
    }

    /// Chroma samples in a row.
    var chromaWidth: Int { (size.width + 1) / 2 }

    /// Whether two rows of luma share one row of chroma.
    var halvesChromaRows: Bool { format == .nv12 || format == .yu12 }

    /// Whether there is chroma at all.
    var hasChroma: Bool { format != .grey && format != .y16 }

    /// The first byte of row `y` of luma or packed pixels.
    @inline(__always)
    func row(_ y: Int) -> UnsafeRawPointer { base + y * stride }

    private static func error(
        _ frame: Frame, _ code: ImagingError.Code, _ cause: String, _ mend: String
    ) -> ImagingError {
        ImagingError(code: code, place: "\(frame.format.rawValue) frame of \(frame.size)", cause: cause, mend: mend)
    }
}
