import MerkleLog

/// What a log was when the journal was opened.
struct LogState: Sendable {
    var origin: LogOrigin
    var tree: MerkleTree
    var signer: NoteSigner
    var checkpoint: (size: Int64, note: SignedNote)?
}
