/// What becomes of a piece of a file.
public enum FileVerdict: Sendable, Hashable {
    /// So many bytes are durable; `complete` if that is all and the digest is right.
    case have(Int64, complete: Bool)
    /// The piece does not begin where the file ends that is here.
    case continueFrom(Int64)
    /// The entry that tells of the file is not here.
    case unknownEntry
    /// The file is not the one that the entry tells of; what was there of it is gone.
    case wrong(String)
}
