/// What the delivery machine needs to know of a file that waits to be sent.
public struct PendingFile: Sendable, Hashable {
    /// The entry that tells of it.
    public var seq: Int64
    /// Its size, in bytes.
    public var total: Int64

    /// Names a file and its size.
    public init(seq: Int64, total: Int64) {
        self.seq = seq
        self.total = total
    }
}
