/// A log's last receipt of which a person said that it was signed while the ledger's clock was ahead.
///
/// It stays good for what it covers. Its time alone counts no more: the next receipt may be earlier.
public struct AheadReceipt: Sendable, Hashable {
    /// The log.
    public var source: String
    /// How many entries it covers.
    public var size: Int64
    /// Seconds since 1970, as it says.
    public var time: UInt64

    /// Names a receipt.
    public init(source: String, size: Int64, time: UInt64) {
        self.source = source
        self.size = size
        self.time = time
    }
}
