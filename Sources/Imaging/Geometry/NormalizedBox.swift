/// A rectangle of an image in normalised coordinates (0…1, origin top left).
public struct NormalizedBox: Sendable, Hashable {
    /// Left edge.
    public var x: Double
    /// Top edge.
    public var y: Double
    /// Extent to the right.
    public var width: Double
    /// Extent downwards.
    public var height: Double

    /// Makes a box from its left top corner and extent.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The middle of the bottom edge, where something upright touches the ground.
    public var foot: NormalizedPoint { .init(x: x + width / 2, y: y + height) }

    /// The middle.
    public var center: NormalizedPoint { .init(x: x + width / 2, y: y + height / 2) }
}
