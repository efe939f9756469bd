public import Journal

/// What one request carries: entries in the order of `seq`, and their bytes as a CloudEvents batch.
///
/// A batch without entries asks whether the receiver takes anything at all.
public struct DeliveryBatch: Sendable {
    /// The site the entries come from.
    public var site: String
    /// The entries, in the order of `seq`.
    public var entries: [Entry]
    /// The entries in ``CloudEvents`` batch form, for transports that send them so.
    public var body: [UInt8]

    /// Makes a batch from entries and their bytes.
    public init(site: String, entries: [Entry], body: [UInt8]) {
        self.site = site
        self.entries = entries
        self.body = body
    }
}
