public import Imaging

/// A directed polyline over which a confirmed track means something.
///
/// Walking along the line from its first point to its last, side *a* lies to the left and side *b* to the right (as seen
/// on the image, whose origin is top left).
public struct Tripwire: Sendable, Hashable {
    /// In which direction a track crossed, or must cross.
    public enum Direction: String, Sendable, CaseIterable {
        /// From side a (left of the line) to side b.
        case aToB = "a-to-b"
        /// From side b (right of the line) to side a.
        case bToA = "b-to-a"
    }

    /// The name by which rules and events refer to it.
    public var name: String
    /// At least two points, in order.
    public var points: [NormalizedPoint]

    /// Makes a tripwire.
    public init(name: String, points: [NormalizedPoint]) {
        self.name = name
        self.points = points
    }
}
