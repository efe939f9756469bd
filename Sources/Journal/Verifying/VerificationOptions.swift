public import MerkleLog

/// Against what a journal is verified, beyond what it holds itself.
public struct VerificationOptions: Sendable {
    /// Checkpoints or receipts that were kept elsewhere: the journal must contain what they say.
    public var anchors: [SignedNote]
    /// The key by which the log must have been signed first, known from elsewhere; `nil` to believe the log.
    public var key: NoteKey?
    /// Whether recordings and snapshots are read and hashed.
    public var readsFiles: Bool
    /// How many findings are listed before the rest is only counted; default 1 000.
    public var limit: Int
    /// Called when rows have been read and files have not; tests let a daemon erase there.
    package var beforeFiles: @Sendable () -> Void = {}

    /// Makes options.
    public init(anchors: [SignedNote] = [], key: NoteKey? = nil, readsFiles: Bool = true, limit: Int = 1_000) {
        self.anchors = anchors
        self.key = key
        self.readsFiles = readsFiles
        self.limit = limit
    }
}
