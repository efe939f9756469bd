/// An entry that a receiver refuses while it takes others: it stays in the journal, and delivery goes on behind it.
public struct QuarantinedEntry: Sendable, Hashable {
    /// The entry's number.
    public var seq: Int64
    /// Why the receiver refused it.
    public var reason: DeliveryError

    /// Names an entry and the reason.
    public init(seq: Int64, reason: DeliveryError) {
        self.seq = seq
        self.reason = reason
    }
}
