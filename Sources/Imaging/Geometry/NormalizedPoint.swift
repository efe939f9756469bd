/// A point of an image in normalised coordinates: 0…1 from left to right and from top to bottom.
///
/// Normalised coordinates survive a change of resolution, so that no zone moves when a camera is replaced.
public struct NormalizedPoint: Sendable, Hashable {
    /// 0 at the left edge, 1 at the right.
    public var x: Double
    /// 0 at the top edge, 1 at the bottom.
    public var y: Double

    /// Makes a point.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}
