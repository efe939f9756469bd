import MerkleLog

/// The nodes of a log's tree that a ledger keeps beside the leaves: those over 32 leaves and more.
///
/// The row of leaf number *n* (from 1; a multiple of 32) holds the nodes that this leaf completes, from level 5 upwards. What is
/// below is computed from at most 32 leaves. So one entry in 32 costs a row, and a root or a proof reads O(log n) rows.
public struct SubtreeRow: Sendable, Hashable {
    /// The lowest level that is kept.
    public static let level = 5
    /// How many leaves a node of that level is over.
    public static let width: Int64 = 1 << 5

    /// The leaf that completes the nodes, from 1.
    public var seq: Int64
    /// The nodes, from ``level`` upwards, 32 bytes each.
    public var nodes: [UInt8]
}
