/// Where a node stands in a Merkle tree: the root of the perfect subtree over 2^`level` leaves.
///
/// Level 0 holds the leaves; node `index` of a level is over the leaves `index` · 2^level and those that follow. Only
/// nodes of perfect subtrees have a place: they never change once their last leaf is there.
public struct NodePlace: Sendable, Hashable {
    /// The height over the leaves, from 0.
    public var level: Int
    /// The number within the level, from 0.
    public var index: Int64

    /// Names a place.
    public init(level: Int, index: Int64) {
        self.level = level
        self.index = index
    }

    /// How many leaves the tree has at the moment in which this node is complete.
    ///
    /// A log that stores with its nth leaf the nodes which that leaf completes finds every node by this number.
    public var completedBy: Int64 { (index + 1) << Int64(level) }

    /// The leaves below it, numbered from 0.
    public var leaves: Range<Int64> { index << Int64(level)..<completedBy }

    /// The roots of the perfect subtrees of a tree, largest first.
    public static func frontier(ofTreeWith size: Int64) -> [NodePlace] {
        var places: [NodePlace] = []
        var first: Int64 = 0
        for level in stride(from: 62, through: 0, by: -1) where size & (1 << Int64(level)) != 0 {
            places.append(NodePlace(level: level, index: first >> Int64(level)))
            first += 1 << Int64(level)
        }
        return places
    }
}
