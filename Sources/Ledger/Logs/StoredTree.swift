import MerkleLog

/// The tree of a log as a store has it: nodes from rows, and what is below them from leaves.
struct StoredTree {
    let store: any LedgerStore
    let source: String

    /// The root of the first `size` entries, all of which have to be stored.
    func root(size: Int64) throws(LedgerError) -> TreeHash {
        try MerkleProver(size: size, node: node).root()
    }

    /// A node of a perfect subtree.
    func node(_ place: NodePlace) throws(LedgerError) -> TreeHash {
        if place.level >= SubtreeRow.level {
            let start = (place.level - SubtreeRow.level) * TreeHash.byteCount
            guard let nodes = try store.nodes(of: source, completedBy: place.completedBy),
                nodes.count >= start + TreeHash.byteCount,
                let hash = TreeHash(bytes: nodes[start..<start + TreeHash.byteCount])
            else { throw missing("the nodes of entry \(place.completedBy)") }
            return hash
        }
        let leaves = try store.leaves(of: source, from: place.leaves.lowerBound + 1, limit: place.leaves.count)
        guard leaves.count == place.leaves.count else {
            throw missing("entry \(place.leaves.lowerBound + 1 + Int64(leaves.count))")
        }
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }

    private func missing(_ what: String) -> LedgerError {
        LedgerError(
            .corrupt, place: "log \(source)", cause: "\(what) should be stored and cannot be found",
            mend: "Run `karaula-ledger verify`; it says what is damaged")
    }
}
