/// A connected foreground area in one gray plane.
public struct Region: Sendable, Hashable {
    /// Left edge of the smallest box around it, in pixels.
    public var left: Int
    /// Top edge.
    public var top: Int
    /// Right edge, just outside.
    public var right: Int
    /// Bottom edge, just outside.
    public var bottom: Int
    /// Foreground pixels.
    public var area: Int
    /// Foreground pixels that differ very clearly from the background.
    public var strong: Int
    /// Cells of 4 × 4 pixels that it covers.
    public var cells: Int
    /// Mean of how much its pixels blink, in quarters of a gray level.
    public var dynamics: Double
    /// The share of its cells that blink a lot.
    public var dynamicShare: Double
    /// Pixels that changed between background and foreground in this frame, as a share of the area.
    public var flicker: Double
    /// What it is taken for.
    public var nature: Nature
    /// Whether it lies within another region, in front of something that stands still.
    public var isInner = false
    /// Whether it has such a region within it.
    public var hasInner = false

    /// What a region is taken for before anything is known about its motion.
    public enum Nature: Sendable, Hashable, CaseIterable {
        /// Something that covers the background.
        case object
        /// The background itself under another light: a shadow, a cloud, a headlight's glow.
        case light
    }

    /// Makes a region from its parts.
    public init(
        left: Int, top: Int, right: Int, bottom: Int, area: Int, strong: Int, cells: Int, dynamics: Double,
        dynamicShare: Double, flicker: Double, nature: Nature
    ) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
        self.area = area
        self.strong = strong
        self.cells = cells
        self.dynamics = dynamics
        self.dynamicShare = dynamicShare
        self.flicker = flicker
        self.nature = nature
    }

    /// Width in pixels.
    public var width: Int { right - left }
    /// Height in pixels.
    public var height: Int { bottom - top }
}
