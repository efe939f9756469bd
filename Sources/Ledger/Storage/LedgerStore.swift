public import MerkleLog

/// Where a ledger keeps what it was given; it decides nothing.
///
/// Calls may block. Reads see everything that was committed before; one thread at a time commits.
///
/// Invariants: ``commit(_:)`` is all or nothing, and durable when it returns; what is stored under a (source, seq) never changes.
public protocol LedgerStore: Sendable {
    /// Stores changes.
    func commit(_ changes: [LedgerChange]) throws(LedgerError)

    /// All logs.
    func logs() throws(LedgerError) -> [StoredLog]

    /// The leaves of those of the numbers that are stored.
    func leaves(of source: String, at seqs: [Int64]) throws(LedgerError) -> [Int64: TreeHash]

    /// The leaves from a number on, at most so many, as far as they follow without a gap.
    func leaves(of source: String, from seq: Int64, limit: Int) throws(LedgerError) -> [TreeHash]

    /// The nodes that a leaf completes (see ``SubtreeRow``); `nil` if there is no such row.
    func nodes(of source: String, completedBy seq: Int64) throws(LedgerError) -> [UInt8]?

    /// One entry; `nil` if it is not stored.
    func entry(of source: String, seq: Int64) throws(LedgerError) -> StoredEntry?

    /// Entries after a number, in order, at most so many.
    func entries(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [StoredEntry]

    /// What is there of the file that an entry tells of; `nil` if nothing is.
    func file(of source: String, seq: Int64) throws(LedgerError) -> LedgerFile?

    /// Files after a number, in order, at most so many.
    func files(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [LedgerFile]

    /// Receipts, the last of each day, in order.
    func receipts(of source: String) throws(LedgerError) -> [Witnessed]

    /// Receipts that a person said were signed while the ledger's clock was ahead.
    func aheadReceipts() throws(LedgerError) -> Set<AheadReceipt>

    /// Alarms that last, and with `includingEnded` the others too, in order.
    func alarms(includingEnded: Bool) throws(LedgerError) -> [LedgerAlarm]

    /// Takes a person's word that the present clock is right, and ends the alarm about it.
    ///
    /// - Parameter time: the present, in nanoseconds since 1970.
    /// - Returns: the logs' last receipts that lie ahead of it; none, and nothing is changed, if none is too far ahead to go on.
    func acceptClock(at time: Int64, reason: String) throws(LedgerError) -> [AheadReceipt]

    /// Ends an alarm by a person's word.
    ///
    /// - Returns: `false` if there is none with this number that lasts.
    func end(alarm: Int64, at time: Int64, reason: String) throws(LedgerError) -> Bool
}
