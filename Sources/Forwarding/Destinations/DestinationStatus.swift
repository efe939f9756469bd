public import Journal
public import Timekeeping

/// How far a destination has got and what stands in its way, as health and metrics show it.
public struct DestinationStatus: Sendable, Hashable {
    /// The destination's name.
    public var name: String
    /// What it is doing.
    public var state: DestinationState
    /// What counts as arrived there.
    public var receiptKind = ReceiptKind.answer
    /// The last `seq` that is settled: acknowledged, not wanted by the destination, or quarantined.
    public var cursor: Int64
    /// Up to where each lane is settled.
    public var cursors: [Lane: Int64] = [:]
    /// The newest `seq` of the journal.
    public var head: Int64
    /// Entries between cursor and head, wanted or not.
    public var lagEntries: Int64
    /// Seconds since the oldest unsettled entry was made, as far as it has been read; `nil` if there is none.
    public var oldestPendingAgeSeconds: Double?
    /// What went wrong last, if nothing was delivered since.
    public var lastError: String?
    /// When the receiver last acknowledged something; of a ledger, when it last signed.
    public var lastDelivered: UTCTime?
    /// Seconds until the next attempt, if one is timed.
    public var nextAttemptInSeconds: Double?
    /// Seconds until a pause ends, if there is one.
    public var pausedForSeconds: Double?
    /// How many entries the newest receipt covers; `nil` if there is none.
    public var receiptSize: Int64?
    /// When the newest receipt was signed, as its signer says.
    public var receiptSigned: UTCTime?
    /// Entries that the receiver refuses and nobody has decided about; the newest 100, oldest first.
    public var quarantined: [QuarantineRecord] = []
    /// How many entries are quarantined.
    public var quarantinedCount = 0
    /// How many entries the receiver acknowledged since this process started.
    public var deliveredCount = 0
    /// How many files the receiver took whole since this process started.
    public var fileCount = 0
    /// How many attempts failed since this process started.
    public var failedAttemptCount = 0

    /// Makes a status of a destination of which no more is known; see the properties.
    public init(name: String, state: DestinationState, cursor: Int64, head: Int64, lagEntries: Int64) {
        self.name = name
        self.state = state
        self.cursor = cursor
        self.head = head
        self.lagEntries = lagEntries
    }
}
