/// How much one request may carry.
public struct DeliveryLimits: Sendable, Hashable {
    /// The most entries in one request, at least 1.
    public var entries: Int
    /// The most bytes of entries in one request; an entry that is larger by itself is sent alone.
    public var bytes: Int

    /// Makes limits; values below 1 count as 1.
    public init(entries: Int = 100, bytes: Int = 1_048_576) {
        self.entries = max(1, entries)
        self.bytes = max(1, bytes)
    }
}
