public import MerkleLog
public import Timekeeping

/// A destination's cosignature over a checkpoint, which was verified when it came: the proof that it has the log up to there.
public struct StoredReceipt: Sendable, Hashable {
    /// The destination.
    public var destination: String
    /// The size of the checkpoint: how many entries the destination holds, or has been shown to follow.
    public var size: Int64
    /// The checkpoint, with the destination's cosignature as its last signature.
    public var note: SignedNote
    /// When the destination signed, as it says; seconds since 1970.
    public var signed: UInt64
    /// The verifier key by which it was checked, as `NAME+HASH+KEY`.
    public var key: String
    /// When it came.
    public var received: UTCTime

    /// Makes a receipt from its parts.
    public init(
        destination: String, size: Int64, note: SignedNote, signed: UInt64, key: String, received: UTCTime
    ) {
        self.destination = destination
        self.size = size
        self.note = note
        self.signed = signed
        self.key = key
        self.received = received
    }
}
