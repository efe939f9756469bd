/// Checks proofs about trees of which only the root is known (RFC 9162, 2.1.3.2 and 2.1.4.2).
public enum MerkleProof {
    /// The root that a tree of `size` leaves must have if leaf number `leaf`, counted from 0, has this hash and path.
    ///
    /// `nil` if the path is not one of such a leaf: too short, too long, or the leaf is not in the tree.
    public static func root(
        ofTreeWith size: Int64, leaf: Int64, hash: TreeHash, path: [TreeHash]
    ) -> TreeHash? {
        guard leaf >= 0, leaf < size else { return nil }
        var place = leaf
        var last = size - 1
        var node = hash
        for sibling in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                node = .node(sibling, node)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                node = .node(node, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 ? node : nil
    }

    /// Whether the tree of `old` leaves with root `oldRoot` is a beginning of the tree of `size` leaves with `root`.
    public static func isConsistent(
        from old: Int64, _ oldRoot: TreeHash, to size: Int64, _ root: TreeHash, proof: [TreeHash]
    ) -> Bool {
        guard old >= 0, old <= size else { return false }
        // Every tree begins with the empty one.
        if old == 0 { return proof.isEmpty && oldRoot == .emptyRoot }
        if old == size { return proof.isEmpty && oldRoot == root }
        var path = proof
        if old & (old - 1) == 0 { path.insert(oldRoot, at: 0) }
        guard let first = path.first else { return false }
        var place = old - 1
        var last = size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var (oldNode, newNode) = (first, first)
        for sibling in path.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                oldNode = .node(sibling, oldNode)
                newNode = .node(sibling, newNode)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                newNode = .node(newNode, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && oldNode == oldRoot && newNode == root
    }
}
