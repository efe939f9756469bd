/// The Merkle tree of RFC 6962, 2.1, as far as appending and the root need it.
///
/// It keeps only the frontier: the roots of the perfect subtrees that the leaves so far form, largest first, one for
/// each bit set in `size`. Appending costs O(log n) at worst and O(1) on average; so does the root.
///
/// Invariants: `frontier.count` is the number of ones in `size`; `root` equals the recursive definition of the RFC over
/// the same leaves, for every size.
public struct MerkleTree: Sendable, Hashable {
    /// How many leaves the tree has.
    public private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees, largest first.
    public private(set) var frontier: [TreeHash] = []

    /// The tree without leaves.
    public init() {}

    /// Takes up a tree where it was left; `nil` if the frontier cannot belong to a tree of this size.
    public init?(size: Int64, frontier: [TreeHash]) {
        guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.frontier = frontier
    }

    /// Takes up a tree of `size` leaves from its stored nodes, in O(log n) of them.
    ///
    /// - Throws: What `node` throws.
    public init<Failure: Error>(
        size: Int64, node: (_ place: NodePlace) throws(Failure) -> TreeHash
    ) throws(Failure) {
        self.size = max(0, size)
        for place in NodePlace.frontier(ofTreeWith: self.size) { frontier.append(try node(place)) }
    }

    /// Adds the hash of one leaf at the end.
    ///
    /// - Returns: The interior nodes that this leaf completes, from level 1 upwards. On average there is one.
    @discardableResult
    public mutating func append(_ leaf: TreeHash) -> [TreeHash] {
        var node = leaf
        var completed: [TreeHash] = []
        // One merge for every trailing one of the size, as in a binary counter.
        for _ in 0..<(~size).trailingZeroBitCount {
            node = TreeHash.node(frontier.removeLast(), node)
            completed.append(node)
        }
        frontier.append(node)
        size += 1
        return completed
    }

    /// The hash over all leaves.
    public var root: TreeHash {
        guard var node = frontier.last else { return .emptyRoot }
        for left in frontier.dropLast().reversed() { node = .node(left, node) }
        return node
    }
}
