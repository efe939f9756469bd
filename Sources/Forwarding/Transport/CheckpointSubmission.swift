import FoundationEssentials
public import MerkleLog

/// A checkpoint for a receiver to cosign, with the proof that it continues the one it cosigned before: the request
/// `add-checkpoint` of C2SP tlog-witness.
public struct CheckpointSubmission: Sendable, Hashable {
    /// The size of the checkpoint that the receiver is believed to have last; 0 for none.
    public var old: Int64
    /// The proof of consistency between that size and the checkpoint's (RFC 6962, 2.1.2); empty if `old` is 0 or the
    /// checkpoint's own size.
    public var proof: [TreeHash]
    /// The checkpoint, signed by the site.
    public var note: SignedNote
    /// The `traceparent` of the request (W3C Trace Context).
    public var traceParent: String?

    /// Makes a submission from its parts.
    public init(old: Int64, proof: [TreeHash], note: SignedNote, traceParent: String? = nil) {
        self.old = old
        self.proof = proof
        self.note = note
        self.traceParent = traceParent
    }

    /// The body of the request: `old SIZE`, the proof's hashes in base64, an empty line, the checkpoint.
    public var body: [UInt8] {
        var text = "old \(old)\n"
        for hash in proof { text += Data(hash.bytes).base64EncodedString() + "\n" }
        return Array((text + "\n" + note.encoded).utf8)
    }
}
