public import Imaging

/// The form in which a source delivers its frames, as the driver really set it.
public struct StreamFormat: Sendable, Hashable {
    /// The pixel format of delivered frames (after libv4l2's conversion, if that is in use).
    public var pixelFormat: PixelFormat
    /// The size of each frame in pixels.
    public var size: FrameSize
    /// Frames a second as negotiated; 0 if the source does not know.
    public var framesPerSecond: Double
    /// The FourCC of the device's own format, where libv4l2 converts; `nil` where bytes come as they are.
    public var convertedFrom: String?
    /// What differs from the configuration without being refused, in sentences without a full stop: another rate than
    /// asked for, timestamps that are not the kernel's. Empty where everything is as asked.
    public var remarks: [String]

    /// Makes a format from its parts.
    public init(
        pixelFormat: PixelFormat, size: FrameSize, framesPerSecond: Double, convertedFrom: String? = nil,
        remarks: [String] = []
    ) {
        self.pixelFormat = pixelFormat
        self.size = size
        self.framesPerSecond = framesPerSecond
        self.convertedFrom = convertedFrom
        self.remarks = remarks
    }
}
