public import MerkleLog

/// What a ledger knows of one log of a site, and what it decides about what the site sends.
///
/// Pure: what is stored is passed in, what is to be stored is handed back. Invariants:
/// - Sending anything twice changes nothing the second time.
/// - What is stored under a (source, seq) never changes: another record under a known number is refused and an alarm.
/// - ``tree`` is over the entries 1…``complete``, all of which are stored, and over nothing else.
/// - What was witnessed never becomes smaller, and each step of it was proven consistent with the one before.
/// - A key follows only by the signature of the one before, or by a person's word.
public struct SiteLog: Sendable, Hashable {
    /// Which log.
    public let origin: LogOrigin
    /// Which of its entries the site sends.
    public var order: IngestOrder
    /// The tree over the entries without a gap from the first.
    public internal(set) var tree: LogTree
    /// How far what is taken in the lane `routine` has come.
    public internal(set) var reach: Int64
    /// The largest number that is stored.
    public internal(set) var newest: Int64
    /// How many entries are stored.
    public internal(set) var count: Int64
    /// The keys by which it signs, in the order of ``LogKey/seq``.
    public internal(set) var keys: [LogKey]
    /// The checkpoint that was cosigned last; `nil` if none was.
    public internal(set) var witnessed: Witnessed?

    /// Takes up a log from what is stored of it.
    public init(
        origin: LogOrigin, order: IngestOrder = .all, tree: LogTree = LogTree(), reach: Int64 = 0, newest: Int64 = 0,
        count: Int64 = 0, keys: [LogKey] = [], witnessed: Witnessed? = nil
    ) {
        self.origin = origin
        self.order = order
        self.tree = tree
        self.reach = reach
        self.newest = newest
        self.count = count
        self.keys = keys.sorted { $0.seq < $1.seq }
        self.witnessed = witnessed
    }

    /// The largest *n* for which all entries 1…*n* are stored.
    public var complete: Int64 { tree.size }

    /// From where a site may go on in the lane `routine`.
    public var head: Int64 { max(complete, reach) }
}
