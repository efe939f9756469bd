/// One captured image, borrowed: its bytes are valid only during the call that hands it over.
///
/// Whoever needs the bytes for longer copies them. Nothing here owns memory, so passing a frame allocates nothing.
public struct Frame {
    /// The image's bytes, exactly as the source delivered them.
    public var bytes: UnsafeRawBufferPointer
    /// How the bytes mean pixels.
    public var format: PixelFormat
    /// Size of the image in pixels.
    public var size: FrameSize
    /// Bytes from one row to the next in the (first) plane; 0 for ``PixelFormat/mjpeg``.
    public var bytesPerRow: Int
    /// The source's own count of frames; a gap means that frames were lost before they reached this process.
    public var sequence: UInt64
    /// When the frame was taken, in nanoseconds on the monotonic clock (footage: counted from its first frame).
    public var timestamp: Int64

    /// Makes a frame from its parts.
    public init(
        bytes: UnsafeRawBufferPointer, format: PixelFormat, size: FrameSize, bytesPerRow: Int, sequence: UInt64,
        timestamp: Int64
    ) {
        self.bytes = bytes
        self.format = format
        self.size = size
        self.bytesPerRow = bytesPerRow
        self.sequence = sequence
        self.timestamp = timestamp
    }
}
