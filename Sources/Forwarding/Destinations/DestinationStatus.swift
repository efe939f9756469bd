public import Timekeeping

/// How far a destination has got and what stands in its way, as health and metrics show it.
public struct DestinationStatus: Sendable, Hashable {
    /// The destination's name.
    public var name: String
    /// What it is doing.
    public var state: DestinationState
    /// The last `seq` that is settled: acknowledged, not wanted by the destination, or quarantined.
    public var cursor: Int64
    /// The newest `seq` of the journal.
    public var head: Int64
    /// Entries between cursor and head, wanted or not.
    public var lagEntries: Int64
    /// Seconds since the oldest unsettled entry was made, as far as it has been read; `nil` if there is none.
    public var oldestPendingAgeSeconds: Double?
    /// What went wrong last, if nothing was delivered since.
    public var lastError: String?
    /// When the receiver last acknowledged something.
    public var lastDelivered: UTCTime?
    /// Seconds until the next attempt, if one is timed.
    public var nextAttemptInSeconds: Double?
    /// Entries that the receiver refuses for good, since this process started; the newest 100, oldest first.
    public var quarantined: [QuarantinedEntry]
    /// How many entries were quarantined since this process started.
    public var quarantinedCount: Int
    /// How many entries the receiver acknowledged since this process started.
    public var deliveredCount: Int
    /// How many attempts failed since this process started.
    public var failedAttemptCount: Int

    /// Makes a status from its parts.
    public init(
        name: String,
        state: DestinationState,
        cursor: Int64,
        head: Int64,
        lagEntries: Int64,
        oldestPendingAgeSeconds: Double? = nil,
        lastError: String? = nil,
        lastDelivered: UTCTime? = nil,
        nextAttemptInSeconds: Double? = nil,
        quarantined: [QuarantinedEntry] = [],
        quarantinedCount: Int = 0,
        deliveredCount: Int = 0,
        failedAttemptCount: Int = 0
    ) {
        self.name = name
        self.state = state
        self.cursor = cursor
        self.head = head
        self.lagEntries = lagEntries
        self.oldestPendingAgeSeconds = oldestPendingAgeSeconds
        self.lastError = lastError
        self.lastDelivered = lastDelivered
        self.nextAttemptInSeconds = nextAttemptInSeconds
        self.quarantined = quarantined
        self.quarantinedCount = quarantinedCount
        self.deliveredCount = deliveredCount
        self.failedAttemptCount = failedAttemptCount
    }
}
