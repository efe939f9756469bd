/// What a ledger has done since it was started.
public struct LedgerCounters: Sendable, Hashable {
    /// Entries that were new.
    public var stored: Int64 = 0
    /// Entries that were known already.
    public var duplicates: Int64 = 0
    /// Entries that can never be taken.
    public var refused: Int64 = 0
    /// Batches before which something was missing.
    public var gaps: Int64 = 0
    /// Checkpoints that were cosigned.
    public var receipts: Int64 = 0
    /// Checkpoints that were not.
    public var checkpointsRefused: Int64 = 0
    /// Bytes of files that were written.
    public var fileBytes: Int64 = 0
    /// Files that became whole.
    public var files: Int64 = 0
    /// Files that were not what their entry tells of.
    public var filesRefused: Int64 = 0
    /// Pieces of files that could not be written, and whole files that could not be read again.
    public var fileFailures: Int64 = 0
    /// Transactions.
    public var commits: Int64 = 0
    /// Requests that transactions answered; more than there are transactions when they are grouped.
    public var committedRequests: Int64 = 0
    /// Seconds that transactions took.
    public var commitSeconds = 0.0
    /// Transactions that failed.
    public var failures: Int64 = 0

    /// Nothing done yet.
    public init() {}
}
