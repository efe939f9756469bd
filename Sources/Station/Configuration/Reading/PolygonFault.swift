package import Imaging

/// What makes a polygon useless as a zone or a mask. A polygon without fault has an area.
package enum PolygonFault: Hashable {
    /// Two neighbouring corners, counted from 0, are one.
    case repeatedCorner(Int, Int)
    /// Two edges, named by the corners they begin at, meet where they should not.
    case crossingEdges(Int, Int)

    /// The first fault of a polygon; `nil` if it is sound.
    package static func first(in corners: [NormalizedPoint]) -> PolygonFault? {
        let count = corners.count
        for index in corners.indices where corners[index] == corners[(index + 1) % count] {
            return .repeatedCorner(index, (index + 1) % count)
        }
        let edges = corners.indices.map { LineSegment(from: corners[$0], to: corners[($0 + 1) % count]) }
        for first in edges.indices {
            for second in edges.indices where second > first {
                let isFaulty =
                    if second == first + 1 {
                        foldsBack(edges[first], edges[second])
                    } else if first == 0, second == count - 1 {
                        foldsBack(edges[second], edges[first])
                    } else {
                        edges[first].intersects(edges[second])
                    }
                if isFaulty { return .crossingEdges(first, second) }
            }
        }
        return nil
    }

    /// The half sentence that follows the key.
    package var text: String {
        switch self {
        case .repeatedCorner(let first, let second):
            "has corners \(first) and \(second) at the same place (counted from 0); remove one"
        case .crossingEdges(let first, let second):
            "crosses itself: the edges that begin at corners \(first) and \(second) (counted from 0) meet; "
                + "give the corners in their order around the area"
        }
    }

    /// Whether the second of two edges that share a corner runs back over the first.
    private static func foldsBack(_ one: LineSegment, _ next: LineSegment) -> Bool {
        one.contains(next.end) || next.contains(one.start)
    }
}
