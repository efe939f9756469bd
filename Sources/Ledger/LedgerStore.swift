/// Where a ledger keeps entries.
///
/// A store keeps what it is given and decides nothing. ``append(_:)`` is all or nothing, and durable when it returns.
public protocol LedgerStore {
    /// Why the store failed.
    associatedtype Failure: Error

    /// The highest number stored of each site.
    func heads() throws(Failure) -> [String: Int64]

    /// The entry under a site and number, or `nil`.
    func entry(site: String, seq: Int64) throws(Failure) -> LedgerEntry?

    /// Stores entries that are not there yet.
    mutating func append(_ entries: [LedgerEntry]) throws(Failure)
}
