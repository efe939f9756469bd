import CJPEG

/// A picture in colour, three bytes a pixel, in memory of its own; for snapshots.
///
/// Like ``GrayPlane`` it belongs to one queue at a time.
public final class ColorImage {
    /// What the three bytes of a pixel mean.
    public enum Space: Sendable, Hashable, CaseIterable {
        /// Red, green, blue.
        case rgb
        /// Luma, blue and red difference as JFIF defines them (full range, BT.601).
        case yCbCr

        var codecCode: Int {
            switch self {
            case .rgb: KARAULA_JPEG_RGB
            case .yCbCr: KARAULA_JPEG_YCBCR
            }
        }
    }

    /// Size in pixels.
    public let size: FrameSize
    /// What the bytes of a pixel mean.
    public let space: Space
    /// Bytes from one row to the next: three a pixel, no padding.
    public let bytesPerRow: Int
    /// The first byte of the first row. Valid as long as the image lives.
    public let base: UnsafeMutableRawPointer

    /// Makes an image of zero bytes.
    ///
    /// - Precondition: width and height are at least 1.
    public init(size: FrameSize, space: Space = .rgb) {
        precondition(size.width > 0 && size.height > 0, "a picture has at least one pixel")
        self.size = size
        self.space = space
        bytesPerRow = size.width * 3
        base = .allocate(byteCount: bytesPerRow * size.height, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: bytesPerRow * size.height)
    }

    deinit {
        base.deallocate()
    }

    /// The bytes of row `y`.
    ///
    /// - Precondition: `y` lies in `0..<height`.
    public func row(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
        precondition(y >= 0 && y < size.height)
        return .init(start: (base + y * bytesPerRow).assumingMemoryBound(to: UInt8.self), count: bytesPerRow)
    }
}
