/// Why one entry of a batch can never be taken.
public struct EntryRefusal: Error, Sendable, Hashable {
    /// The entry's number.
    public var seq: Int64
    /// What is wrong with it.
    public var cause: String
    /// What mends it.
    public var mend: String

    /// Makes a refusal from its parts.
    public init(seq: Int64, cause: String, mend: String) {
        self.seq = seq
        self.cause = cause
        self.mend = mend
    }
}
