/// What the delivery machine needs to know of an entry that waits to be sent.
public struct PendingEntry: Sendable, Hashable {
    /// The entry's number.
    public var seq: Int64
    /// The size of the entry in a batch, in bytes.
    public var byteCount: Int

    /// Names an entry and its size.
    public init(seq: Int64, byteCount: Int) {
        self.seq = seq
        self.byteCount = byteCount
    }
}
