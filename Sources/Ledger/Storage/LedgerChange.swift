/// One thing that a ledger stores; several are stored together or not at all.
public enum LedgerChange: Sendable, Hashable {
    /// What is known of a log, and when it was heard last (nanoseconds since 1970); its entries and keys are changes of their own.
    case log(SiteLog, heard: Int64)
    /// Entries that are not there yet.
    case entries([LedgerEntry], of: String, lane: Lane, received: Int64)
    /// Nodes of a log's tree that are not there yet.
    case subtrees([SubtreeRow], of: String)
    /// All keys of a log, in place of those before.
    case keys([LogKey], of: String)
    /// A receipt; of each day the last is kept.
    case receipt(Witnessed, of: String)
    /// A file, in place of what was known of it before.
    case file(LedgerFile, of: String)
    /// The reason of an alarm was seen: one is raised, or the one that lasts is told of it again.
    case alarm(AlarmNotice, of: String, at: Int64)
    /// An alarm that lasts has ended.
    case end(AlarmKind, of: String, at: Int64, reason: String)
}
