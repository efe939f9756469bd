/// A straight line from one point to another.
public struct LineSegment: Sendable, Hashable {
    /// Where a point lies, walking along the line from its start to its end, as seen on the image (origin top left).
    public enum Side: String, Sendable, CaseIterable {
        /// To the left.
        case left
        /// On the line or its extension.
        case on
        /// To the right.
        case right
    }

    /// Where it begins.
    public var start: NormalizedPoint
    /// Where it ends.
    public var end: NormalizedPoint

    /// Makes a segment.
    public init(from start: NormalizedPoint, to end: NormalizedPoint) {
        self.start = start
        self.end = end
    }

    /// On which side of the line, extended without end, a point lies.
    public func side(of point: NormalizedPoint) -> Side {
        let turn = turn(to: point)
        // The y axis points down, so a negative turn is to the left.
        return turn < 0 ? .left : turn > 0 ? .right : .on
    }

    /// Whether two segments have a point in common; touching counts.
    public func intersects(_ other: LineSegment) -> Bool {
        let (a, b) = (side(of: other.start), side(of: other.end))
        let (c, d) = (other.side(of: start), other.side(of: end))
        if a != b, c != d, a != .on, b != .on, c != .on, d != .on { return true }
        return contains(other.start) || contains(other.end) || other.contains(start) || other.contains(end)
    }

    /// The point that two segments have in common, or `nil`. Of segments that overlap, it is one of the shared points.
    public func intersection(with other: LineSegment) -> NormalizedPoint? {
        guard intersects(other) else { return nil }
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let (ox, oy) = (other.end.x - other.start.x, other.end.y - other.start.y)
        let parallel = dx * oy - dy * ox
        guard parallel != 0 else {
            return [other.start, other.end].first(where: contains) ?? start
        }
        let share = ((other.start.x - start.x) * oy - (other.start.y - start.y) * ox) / parallel
        let t = min(max(share, 0), 1)
        return NormalizedPoint(x: start.x + t * dx, y: start.y + t * dy)
    }

    /// To which side something goes that moves along `movement` over this segment, or `nil` if it does not cross.
    ///
    /// A point on the line counts as lying to its right, so that a path that stops on the line and goes on is counted once.
    public func crossing(by movement: LineSegment) -> Side? {
        let before = turn(to: movement.start) < 0
        let after = turn(to: movement.end) < 0
        guard before != after, intersects(movement) else { return nil }
        return after ? .left : .right
    }

    /// Whether a point lies on the segment, its ends included.
    public func contains(_ point: NormalizedPoint) -> Bool {
        turn(to: point) == 0
            && point.x >= min(start.x, end.x) && point.x <= max(start.x, end.x)
            && point.y >= min(start.y, end.y) && point.y <= max(start.y, end.y)
    }

    /// Twice the signed area of the triangle start, end, point.
    private func turn(to point: NormalizedPoint) -> Double {
        (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
    }
}
