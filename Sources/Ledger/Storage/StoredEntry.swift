/// An entry as it is stored, with the leaf that stands beside it: whether it is the record's is the verifier's question.
public struct StoredEntry: Sendable, Hashable {
    /// The entry; its leaf was computed anew from its record.
    public var entry: LedgerEntry
    /// The leaf that is stored.
    public var leaf: [UInt8]

    /// Makes one from its parts.
    public init(entry: LedgerEntry, leaf: [UInt8]) {
        self.entry = entry
        self.leaf = leaf
    }
}
