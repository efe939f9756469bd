public import Imaging

/// One pixel format that a device offers, with its sizes.
public struct FormatOffer: Sendable, Hashable {
    /// The V4L2 FourCC, as in `MJPG`; four characters.
    public var fourCC: String
    /// The driver's words for it.
    public var summary: String
    /// What it is to Karaula; `nil` if only libv4l2's conversion can make use of it.
    public var pixelFormat: PixelFormat?
    /// Sizes in the order of the driver; empty if the driver does not say.
    public var sizes: [SizeOffer]

    /// Makes an offer from its parts.
    public init(fourCC: String, summary: String, pixelFormat: PixelFormat?, sizes: [SizeOffer]) {
        self.fourCC = fourCC
        self.summary = summary
        self.pixelFormat = pixelFormat
        self.sizes = sizes
    }
}
