/// What becomes of a checkpoint that a site submits.
public enum CheckpointVerdict: Sendable, Hashable {
    /// It is cosigned: the receipt's lines.
    case cosigned(String)
    /// `old` is not the size that was cosigned last, which is this.
    case otherSize(Int64)
    /// The entry with this number, and maybe later ones, are not here.
    case missing(Int64)
    /// Another root was cosigned for the same size.
    case forked(Int64)
    /// None of its signatures is by a key that is known for the log.
    case unknownKey
    /// `old` is larger than the checkpoint.
    case malformed
    /// It could be cosigned, but the ledger's clock is behind what was signed before.
    case clockIsBehind(ReceiptClock)
    /// The proof does not hold, or the entries give another root.
    case unproven(String)
}
