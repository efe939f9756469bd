/// One thing that does not hold in a ledger.
public struct LedgerFinding: Sendable, Hashable, CustomStringConvertible {
    /// Which log.
    public var source: String
    /// Which entry; `nil` if the log as a whole is meant.
    public var seq: Int64?
    /// What does not hold.
    public var cause: String

    /// `SOURCE, entry N: CAUSE`.
    public var description: String { "\(source)\(seq.map { ", entry \($0)" } ?? ""): \(cause)" }
}
