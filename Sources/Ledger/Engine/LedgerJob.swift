import MerkleLog

/// One request that waits for a transaction, and whom to tell.
struct LedgerJob: Sendable {
    enum Work: Sendable {
        case entries(IngestBatch, BatchPlace)
        case checkpoint(CheckpointSubmission)
        case file(LedgerFile)
    }

    enum Outcome: Sendable {
        case entries(EntriesVerdict.Answer)
        case checkpoint(CheckpointVerdict)
        case file
    }

    /// The log that it is about.
    let source: LogOrigin
    let work: Work
    /// About how much memory it holds, in bytes.
    let weight: Int
    let finish: @Sendable (Result<Outcome, LedgerError>) -> Void
}
