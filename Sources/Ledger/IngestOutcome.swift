/// What became of one entry that a site sent.
public enum IngestOutcome: Sendable, Hashable {
    /// It is new and follows on what the ledger has.
    case stored
    /// The ledger has it already, the same in every byte that counts.
    case duplicate
    /// Entries before it are missing; `expected` is the number of the first.
    case gap(expected: Int64)
    /// The ledger has another entry under this number. It is refused, and somebody has to find out which one is true.
    case changed
}
