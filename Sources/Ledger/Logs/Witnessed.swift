public import MerkleLog

/// The checkpoint of a log that a ledger cosigned last.
public struct Witnessed: Sendable, Hashable {
    /// How many entries it covers.
    public var size: Int64
    /// Its root.
    public var root: TreeHash
    /// When it was cosigned: seconds since 1970, as the receipt says.
    public var time: UInt64
    /// The checkpoint with the site's signatures and the ledger's: the receipt as a whole note.
    public var note: String

    /// Makes one from its parts.
    public init(size: Int64, root: TreeHash, time: UInt64, note: String) {
        self.size = size
        self.root = root
        self.time = time
        self.note = note
    }
}
