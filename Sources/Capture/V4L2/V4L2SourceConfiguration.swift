public import Imaging

/// Which V4L2 device a camera is, and how it shall deliver.
public struct V4L2SourceConfiguration: Sendable, Hashable {
    /// Path of the device node; best one of the stable names below `/dev/v4l/by-id` or `/dev/v4l/by-path`.
    public var device: String
    /// The pixel format to insist on; `nil` lets ``FormatNegotiation`` choose.
    public var pixelFormat: PixelFormat?
    /// The frame size to insist on; `nil` lets ``FormatNegotiation`` choose.
    public var size: FrameSize?
    /// The frame rate to ask for; `nil` asks for the rate nearest to 15. The rate the driver really set is in ``StreamFormat``.
    public var framesPerSecond: Double?
    /// Controls and their values, by the names that `v4l2-ctl --list-ctrls` prints (lower case, underscores).
    public var controls: [String: Int]
    /// Buffers to stream with, at least 4.
    public var bufferCount: Int

    /// Makes a configuration; everything but the device has a default.
    public init(
        device: String, pixelFormat: PixelFormat? = nil, size: FrameSize? = nil, framesPerSecond: Double? = nil,
        controls: [String: Int] = [:], bufferCount: Int = 4
    ) {
        self.device = device
        self.pixelFormat = pixelFormat
        self.size = size
        self.framesPerSecond = framesPerSecond
        self.controls = controls
        self.bufferCount = bufferCount
    }
}
