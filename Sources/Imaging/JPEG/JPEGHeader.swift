/// What a JPEG says about itself before its pixels.
public struct JPEGHeader: Sendable, Hashable {
    /// Size of the image in pixels.
    public var size: FrameSize
    /// 1 for gray, 3 for colour, 4 for print colours.
    public var componentCount: Int
    /// Whether the image comes in several scans, each of which refines the picture.
    public var isProgressive: Bool

    /// Makes a header from its parts.
    public init(size: FrameSize, componentCount: Int, isProgressive: Bool = false) {
        self.size = size
        self.componentCount = componentCount
        self.isProgressive = isProgressive
    }
}
