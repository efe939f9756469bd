/// The luma of a frame at analysis scale: `width × height`, row-major, 8 or 16 bits a pixel.
///
/// A plane owns its memory and is meant to be made once and filled for every frame. It belongs to one queue at a time.
/// Rows start at multiples of `bytesPerRow`; the bytes between the end of a row and the next one are undefined.
public final class GrayPlane {
    /// Bits a pixel.
    public enum Depth: Sendable {
        /// One byte a pixel.
        case eight
        /// Two bytes a pixel, native endianness; thermal cameras.
        case sixteen
    }

    /// Size in pixels.
    public let size: FrameSize
    /// Bits a pixel.
    public let depth: Depth
    /// Bytes from one row to the next; a multiple of 64.
    public let bytesPerRow: Int
    /// The first byte of the first row; 64-byte aligned. Valid as long as the plane lives.
    public let base: UnsafeMutableRawPointer

    /// Makes a plane of zeros.
    ///
    /// - Precondition: width and height are at least 1.
    public init(size: FrameSize, depth: Depth = .eight) {
        precondition(size.width > 0 && size.height > 0, "a gray plane has at least one pixel")
        self.size = size
        self.depth = depth
        let rowBytes = size.width * (depth == .eight ? 1 : 2)
        bytesPerRow = (rowBytes + 63) & ~63
        base = .allocate(byteCount: bytesPerRow * size.height, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: bytesPerRow * size.height)
    }

    deinit {
        base.deallocate()
    }

    /// The pixels of row `y` of an 8-bit plane.
    ///
    /// - Precondition: the plane is 8 bits deep and `y` lies in `0..<height`.
    @inlinable
    public func row8(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
        precondition(depth == .eight && y >= 0 && y < size.height)
        return .init(
            start: (base + y * bytesPerRow).assumingMemoryBound(to: UInt8.self), count: size.width)
    }

    /// The pixels of row `y` of a 16-bit plane.
    ///
    /// - Precondition: the plane is 16 bits deep and `y` lies in `0..<height`.
    @inlinable
    public func row16(_ y: Int) -> UnsafeMutableBufferPointer<UInt16> {
        precondition(depth == .sixteen && y >= 0 && y < size.height)
        return .init(
            start: (base + y * bytesPerRow).assumingMemoryBound(to: UInt16.self), count: size.width)
    }
}
