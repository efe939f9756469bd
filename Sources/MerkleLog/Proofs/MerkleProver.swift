/// Makes proofs about a tree whose nodes are stored somewhere (RFC 6962, 2.1.1 and 2.1.2).
///
/// A proof reads O(log n) nodes; nothing is recomputed below them.
public struct MerkleProver<Failure: Error> {
    /// How many leaves the tree has that the proofs are about.
    public let size: Int64
    private let node: (NodePlace) throws(Failure) -> TreeHash

    /// Makes a prover for the tree of the first `size` leaves.
    ///
    /// - Parameter node: the hash of a node of a perfect subtree.
    public init(size: Int64, node: @escaping (NodePlace) throws(Failure) -> TreeHash) {
        self.size = size
        self.node = node
    }

    /// The root of the tree.
    public func root() throws(Failure) -> TreeHash {
        size == 0 ? .emptyRoot : try hash(of: 0..<size)
    }

    /// The audit path of a leaf, from its sibling up to the root's child: `PATH(m, D[n])`.
    ///
    /// - Parameter leaf: numbered from 0, below `size`; for any other the path is empty and proves nothing.
    public func inclusion(of leaf: Int64) throws(Failure) -> [TreeHash] {
        guard leaf >= 0, leaf < size else { return [] }
        var path: [TreeHash] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + Self.split(Int64(range.count))
            if leaf < middle {
                path.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                path.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return path.reversed()
    }

    /// The proof that the tree of the first `old` leaves is a beginning of this one: `PROOF(m, D[n])`.
    ///
    /// - Parameter old: 1…`size`; the proof is empty for `size` itself, and for anything that cannot be proven.
    public func consistency(from old: Int64) throws(Failure) -> [TreeHash] {
        guard old > 0, old < size else { return [] }
        var proof: [TreeHash] = []
        var range = 0..<size
        var isWhole = true
        while range.upperBound > old {
            let middle = range.lowerBound + Self.split(Int64(range.count))
            if old <= middle {
                proof.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { proof.append(try hash(of: range)) }
        return proof.reversed()
    }

    /// The hash over a range of leaves that begins where a subtree does.
    private func hash(of range: Range<Int64>) throws(Failure) -> TreeHash {
        let count = Int64(range.count)
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try node(NodePlace(level: level, index: range.lowerBound >> Int64(level)))
        }
        let middle = range.lowerBound + Self.split(count)
        return .node(try hash(of: range.lowerBound..<middle), try hash(of: middle..<range.upperBound))
    }

    /// The largest power of two below `count`.
    private static func split(_ count: Int64) -> Int64 { 1 << Int64(63 - (count - 1).leadingZeroBitCount) }
}
