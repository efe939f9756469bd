/// What a verification looked at, and what it found.
public struct LedgerVerification: Sendable, Hashable {
    /// Logs looked at.
    public var logs = 0
    /// Entries whose record, leaf and payload were looked at.
    public var entries: Int64 = 0
    /// Payloads whose digest was computed.
    public var payloads: Int64 = 0
    /// Whole files whose digest was computed.
    public var files = 0
    /// Bytes of those.
    public var fileBytes: Int64 = 0
    /// Receipts whose signature was checked.
    public var receipts = 0
    /// What does not hold, at most ``LedgerVerifier/findingLimit``.
    public var findings: [LedgerFinding] = []
}
