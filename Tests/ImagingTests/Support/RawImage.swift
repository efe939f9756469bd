import Imaging

/// A raw frame that owns its bytes.
struct RawImage {
    var format: PixelFormat
    var size: FrameSize
    var bytesPerRow = 0
    var bytes: [UInt8] = []

    init(format: PixelFormat, size: FrameSize) {
        self.format = format
        self.size = size
    }

    /// A JPEG as a frame.
    init(jpeg: [UInt8], size: FrameSize) {
        self.init(format: .mjpeg, size: size)
        bytes = jpeg
    }

    func withFrame<Result>(_ body: (Frame) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { bytes in
            try body(
                Frame(
                    bytes: bytes, format: format, size: size, bytesPerRow: bytesPerRow, sequence: 0, timestamp: 0))
        }
    }
}
