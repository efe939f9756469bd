public import MerkleLog

/// A key by which a log signs its checkpoints, and from which size on.
public struct LogKey: Sendable, Hashable {
    /// How the ledger came to it.
    public enum Standing: String, Sendable, Hashable {
        /// A person wrote it into the configuration.
        case configured
        /// The log's first entry about keys named it, over a connection with the site's certificate.
        case learned
        /// The key before it handed over, with its signature.
        case rotated
    }

    /// The entry that named it, 0 for one that was configured: checkpoints of this size and more are by it.
    public var seq: Int64
    /// The key.
    public var key: NoteKey
    /// How the ledger came to it.
    public var standing: Standing

    /// Makes a key from its parts.
    public init(seq: Int64, key: NoteKey, standing: Standing) {
        self.seq = seq
        self.key = key
        self.standing = standing
    }
}
