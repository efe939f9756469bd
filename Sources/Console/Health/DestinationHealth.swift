public import Forwarding
import Timekeeping

/// One destination in ``HealthDocument``. Its URL and keys are not told.
public struct DestinationHealth: Codable, Sendable, Hashable {
    /// The configured name.
    public var name: String
    /// `idle`, `delivering`, `paused`, `waiting`, `failing` or `stalled`.
    public var state: String
    /// The `seq` of the last entry that is settled: acknowledged, not wanted, or refused for good.
    public var cursor: Int64
    /// Entries between the cursor and the journal's head.
    public var lagEntries: Int64
    /// Seconds for which the oldest of them has waited.
    public var oldestPendingAgeSeconds: Double?
    /// What went wrong last.
    public var lastError: String?
    /// When it last acknowledged something.
    public var lastDelivered: String?
    /// Seconds until the next attempt.
    public var nextAttemptInSeconds: Double?
    /// Entries acknowledged since the daemon started.
    public var delivered: Int
    /// Attempts that failed since the daemon started.
    public var failedAttempts: Int
    /// Entries that the receiver refuses and nobody has decided about.
    public var quarantined: Int
    /// What counts as arrived there: `answer`, `ledger` or `broker`.
    public var receipt: String
    /// How many entries the newest receipt covers.
    public var receiptSize: Int64?
    /// When the newest receipt was signed, as its signer says.
    public var receiptSigned: String?
    /// Files that it took whole since the daemon started.
    public var files: Int
    /// Seconds until a pause ends.
    public var pausedForSeconds: Double?

    /// Tells `status` in the words of the document.
    public init(_ status: DestinationStatus) {
        name = status.name
        state = status.state.rawValue
        cursor = status.cursor
        lagEntries = status.lagEntries
        oldestPendingAgeSeconds = status.oldestPendingAgeSeconds?.finite
        lastError = status.lastError
        lastDelivered = status.lastDelivered?.rfc3339
        nextAttemptInSeconds = status.nextAttemptInSeconds?.finite
        delivered = status.deliveredCount
        failedAttempts = status.failedAttemptCount
        quarantined = status.quarantinedCount
        receipt = status.receiptKind.rawValue
        receiptSize = status.receiptSize
        receiptSigned = status.receiptSigned?.rfc3339
        files = status.fileCount
        pausedForSeconds = status.pausedForSeconds?.finite
    }

    private enum CodingKeys: String, CodingKey {
        case name, state, cursor
        case lagEntries = "lag_entries"
        case oldestPendingAgeSeconds = "oldest_pending_age_seconds"
        case lastError = "last_error"
        case lastDelivered = "last_delivered"
        case nextAttemptInSeconds = "next_attempt_in_seconds"
        case delivered
        case failedAttempts = "failed_attempts"
        case quarantined, receipt, files
        case receiptSize = "receipt_size"
        case receiptSigned = "receipt_signed"
        case pausedForSeconds = "paused_for_seconds"
    }
}
