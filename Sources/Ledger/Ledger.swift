/// What a sector stores of its sites: takes batches, refuses gaps and contradictions, keeps the rest.
///
/// A batch is stored up to its first gap or contradiction and no further, so that what is stored of a site stays what
/// the site sent, in its order. If the store fails, nothing of the batch counts as taken.
public struct Ledger<Store: LedgerStore> {
    /// Where the entries are.
    public private(set) var store: Store
    private var ingest: Ingest

    /// Opens a ledger over what `store` has.
    public init(store: Store, order: IngestOrder = .withoutGaps) throws(Store.Failure) {
        self.store = store
        ingest = Ingest(order: order, heads: try store.heads())
    }

    /// Takes a batch; the answer has one outcome for each entry up to and including the first that was refused.
    ///
    /// - Throws: what the store throws; the ledger is then as it was before.
    public mutating func take(_ batch: IngestBatch) throws(Store.Failure) -> [IngestOutcome] {
        var ingest = ingest
        var outcomes: [IngestOutcome] = []
        var fresh: [LedgerEntry] = []
        var freshByKey: [String: [Int64: LedgerEntry]] = [:]
        batch: for entry in batch.entries {
            var known = freshByKey[entry.site]?[entry.seq]
            if known == nil { known = try store.entry(site: entry.site, seq: entry.seq) }
            let outcome = ingest.take(entry, known: known)
            outcomes.append(outcome)
            switch outcome {
            case .stored:
                fresh.append(entry)
                freshByKey[entry.site, default: [:]][entry.seq] = entry
            case .duplicate:
                continue
            case .gap, .changed:
                break batch
            }
        }
        if !fresh.isEmpty { try store.append(fresh) }
        self.ingest = ingest
        return outcomes
    }

    /// The highest number stored of `site`; 0 if there is none.
    public func head(of site: String) -> Int64 { ingest.head(of: site) }
}
