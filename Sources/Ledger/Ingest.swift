/// Decides what becomes of the entries that sites send: taken, known already, too early, or contradicting.
///
/// Pure: what the ledger has is passed in. Invariants:
/// - Sending anything twice changes nothing the second time.
/// - What is stored under a (site, seq) never changes.
/// - ``IngestOrder/withoutGaps``: what is stored of a site is 1…n, whatever was sent and in whatever order.
/// - Sites do not affect each other.
public struct Ingest: Sendable {
    private let order: IngestOrder
    private var heads: [String: Int64]

    /// Makes the decider for a ledger that has entries of each site up to its head.
    public init(order: IngestOrder, heads: [String: Int64] = [:]) {
        self.order = order
        self.heads = heads
    }

    /// The highest number stored of `site`; 0 if there is none.
    public func head(of site: String) -> Int64 { heads[site] ?? 0 }

    /// Decides about `entry`, given what the ledger has under its site and number.
    ///
    /// After `.stored` the caller has to store it; everything else leaves the ledger as it is.
    public mutating func take(_ entry: LedgerEntry, known: LedgerEntry?) -> IngestOutcome {
        if let known { return known.agrees(with: entry) ? .duplicate : .changed }
        let head = head(of: entry.site)
        if order == .withoutGaps, entry.seq > head + 1 { return .gap(expected: head + 1) }
        heads[entry.site] = max(head, entry.seq)
        return .stored
    }
}
