public import MerkleLog

/// What came out of verifying a journal.
public struct VerificationReport: Sendable, Hashable {
    /// Which log.
    public var origin: LogOrigin
    /// How many entries were checked.
    public var entries: Int64 = 0
    /// How many payloads were checked; the others have been erased by entries that say so.
    public var payloads: Int64 = 0
    /// How many recordings and snapshots were read and hashed.
    public var files: Int64 = 0
    /// How many checkpoints were checked.
    public var checkpoints: Int64 = 0
    /// How many of the anchors hold.
    public var anchors: Int64 = 0
    /// Up to which entry the journal is proven by a checkpoint of its own.
    public var signedSize: Int64 = 0
    /// Up to which entry it is proven by an anchor that was kept elsewhere.
    public var anchoredSize: Int64 = 0
    /// The root hash over all entries; `nil` if it cannot be computed.
    public var root: TreeHash?
    /// The key that signs the log now; `nil` if it has none.
    public var key: NoteKey?
    /// Everything that is wrong, in the order of the journal, up to the limit.
    public var findings: [JournalFinding] = []
    /// How many findings there were in all.
    public var findingCount = 0
    /// What nothing can prove, in words.
    public var limits: [String] = []

    /// Whether nothing is wrong.
    public var holds: Bool { findingCount == 0 }
}
