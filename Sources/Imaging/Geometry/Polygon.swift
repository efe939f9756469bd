/// An area of the image with straight borders.
///
/// The last vertex is joined to the first. Where borders cross, what is enclosed twice is outside (even-odd rule); such a
/// polygon is usually a mistake, and ``isSelfIntersecting`` finds it.
public struct Polygon: Sendable, Hashable {
    /// The corners in order, in either direction.
    public var vertices: [NormalizedPoint]

    /// Makes a polygon. With fewer than three different corners it has no area and contains nothing but its border.
    public init(_ vertices: [NormalizedPoint]) {
        self.vertices = vertices
    }

    /// The borders, in order; none has zero length.
    public var edges: [LineSegment] {
        let corners = distinctVertices
        guard corners.count > 1 else { return [] }
        return corners.indices.map { LineSegment(from: corners[$0], to: corners[($0 + 1) % corners.count]) }
    }

    /// Whether a point lies inside or on the border.
    public func contains(_ point: NormalizedPoint) -> Bool {
        guard var from = vertices.last else { return false }
        var inside = false
        for to in vertices {
            if LineSegment(from: from, to: to).contains(point) { return true }
            if (from.y > point.y) != (to.y > point.y),
                point.x < (to.x - from.x) * (point.y - from.y) / (to.y - from.y) + from.x
            {
                inside.toggle()
            }
            from = to
        }
        return inside
    }

    /// The enclosed area as a share of the image's (shoelace formula); means nothing if ``isSelfIntersecting``.
    public var area: Double {
        guard var from = vertices.last else { return 0 }
        var twice = 0.0
        for to in vertices {
            twice += from.x * to.y - to.x * from.y
            from = to
        }
        return abs(twice) / 2
    }

    /// Whether borders cross or touch other than at the corner they share.
    public var isSelfIntersecting: Bool {
        let edges = edges
        guard edges.count > 2 else { return false }
        for first in edges.indices.dropLast() {
            for second in (first + 1)..<edges.count {
                let follows = second == first + 1
                let closes = first == 0 && second == edges.count - 1
                if follows || closes {
                    // Neighbours share a corner; they may not run back over each other.
                    let (one, two) = follows ? (edges[first], edges[second]) : (edges[second], edges[first])
                    if one.contains(two.end) || two.contains(one.start) { return true }
                } else if edges[first].intersects(edges[second]) {
                    return true
                }
            }
        }
        return false
    }

    /// The smallest upright rectangle around it; of no size if there are no corners.
    public var boundingBox: NormalizedBox {
        guard let first = vertices.first else { return NormalizedBox(x: 0, y: 0, width: 0, height: 0) }
        var (left, right, top, bottom) = (first.x, first.x, first.y, first.y)
        for vertex in vertices {
            (left, right) = (min(left, vertex.x), max(right, vertex.x))
            (top, bottom) = (min(top, vertex.y), max(bottom, vertex.y))
        }
        return NormalizedBox(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// The corners without those that repeat the one before.
    private var distinctVertices: [NormalizedPoint] {
        var corners: [NormalizedPoint] = []
        for vertex in vertices where vertex != corners.last { corners.append(vertex) }
        while corners.count > 1, corners.first == corners.last { corners.removeLast() }
        return corners
    }
}
