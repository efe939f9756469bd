public import MerkleLog

/// The tree of a log as far as a ledger has it without a gap.
public struct LogTree: Sendable, Hashable {
    private var tree: MerkleTree

    /// Takes up a tree; the empty one without an argument.
    public init(_ tree: MerkleTree = MerkleTree()) {
        self.tree = tree
    }

    /// How many leaves it has: the log's first 1…`size` entries.
    public var size: Int64 { tree.size }

    /// Its root.
    public var root: TreeHash { tree.root }

    /// The roots of its perfect subtrees, largest first: what ``init(size:frontier:)`` takes it up from.
    public var frontier: [UInt8] { tree.frontier.flatMap(\.bytes) }

    /// Takes up a tree from its stored frontier; `nil` if that cannot belong to a tree of this size.
    public init?(size: Int64, frontier: [UInt8]) {
        guard frontier.count % TreeHash.byteCount == 0 else { return nil }
        let hashes = stride(from: 0, to: frontier.count, by: TreeHash.byteCount).compactMap {
            TreeHash(bytes: frontier[$0..<$0 + TreeHash.byteCount])
        }
        guard let tree = MerkleTree(size: size, frontier: hashes) else { return nil }
        self.tree = tree
    }

    /// Adds the leaf of the next entry; returns the row of nodes to keep, if this leaf completes one.
    public mutating func append(_ leaf: TreeHash) -> SubtreeRow? {
        let completed = tree.append(leaf)
        guard completed.count >= SubtreeRow.level else { return nil }
        return SubtreeRow(
            seq: tree.size, nodes: completed.dropFirst(SubtreeRow.level - 1).flatMap(\.bytes))
    }
}
