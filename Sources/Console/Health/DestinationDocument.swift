import Forwarding
import Journal
package import MerkleLog
package import Station
import Timekeeping

/// One destination as `/v1/destinations` tells it. Its URL and keys are not told.
package struct DestinationDocument: Sendable, Hashable {
    /// The configured name.
    package var name: String
    /// What it is doing; see ``DestinationState``.
    package var state: String
    /// What counts as arrived there: `answer`, `ledger` or `broker`.
    package var receiptKind: String
    /// Up to where each lane is settled.
    package var cursors: [String: Int64]
    /// Entries that wait, and their bytes.
    package var lagEntries: Int64
    /// Bytes of the entries that wait.
    package var lagBytes: Int64
    /// Files that wait.
    package var lagFiles: Int64
    /// Bytes of the files that wait.
    package var lagFileBytes: Int64
    /// When the oldest entry that waits was made, in UTC.
    package var oldest: String?
    /// How many entries the newest receipt covers.
    package var receiptSize: Int64?
    /// When the newest receipt was signed, in UTC, as its signer says.
    package var receiptSigned: String?
    /// When it last acknowledged something, in UTC.
    package var lastDelivered: String?
    /// What went wrong last.
    package var lastError: String?
    /// Whole seconds until the next attempt, if one is timed.
    package var nextAttemptInSeconds: Int64?
    /// Whole seconds until a pause ends, if there is one.
    package var pausedForSeconds: Int64?
    /// Entries that are refused and not decided about.
    package var quarantined: Int64

    /// Tells a report in the words of the document.
    package init(_ report: DestinationReport) {
        let status = report.status
        name = status.name
        state = status.state.rawValue
        receiptKind = status.receiptKind.rawValue
        cursors = Dictionary(uniqueKeysWithValues: status.cursors.map { ($0.key.rawValue, $0.value) })
        lagEntries = report.lag.entries
        lagBytes = report.lag.bytes
        lagFiles = report.lag.files
        lagFileBytes = report.lag.fileBytes
        oldest = report.lag.oldest?.rfc3339
        receiptSize = status.receiptSize
        receiptSigned = status.receiptSigned?.rfc3339
        lastDelivered = status.lastDelivered?.rfc3339
        lastError = status.lastError
        nextAttemptInSeconds = status.nextAttemptInSeconds?.finite.map { Int64($0.rounded(.up)) }
        pausedForSeconds = status.pausedForSeconds?.finite.map { Int64($0.rounded(.up)) }
        quarantined = Int64(status.quarantinedCount)
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object.
    package init?(_ value: CanonicalValue) {
        guard let name = value["name"]?.string, let state = value["state"]?.string,
            let kind = value["receipt"]?.string, case .object(let lanes)? = value["cursors"],
            let lag = value["lag"], let entries = lag["entries"]?.integer
        else { return nil }
        self.name = name
        self.state = state
        receiptKind = kind
        cursors = lanes.compactMapValues(\.integer)
        lagEntries = entries
        lagBytes = lag["bytes"]?.integer ?? 0
        lagFiles = lag["files"]?.integer ?? 0
        lagFileBytes = lag["file_bytes"]?.integer ?? 0
        oldest = lag["oldest"]?.string
        receiptSize = value["receipt_size"]?.integer
        receiptSigned = value["receipt_signed"]?.string
        lastDelivered = value["last_delivered"]?.string
        lastError = value["last_error"]?.string
        nextAttemptInSeconds = value["next_attempt_in_seconds"]?.integer
        pausedForSeconds = value["paused_for_seconds"]?.integer
        quarantined = value["quarantined"]?.integer ?? 0
    }

    /// The document; what is unknown is left out.
    package var value: CanonicalValue {
        var lag: [String: CanonicalValue] = [
            "entries": .integer(lagEntries), "bytes": .integer(lagBytes), "files": .integer(lagFiles),
            "file_bytes": .integer(lagFileBytes),
        ]
        if let oldest { lag["oldest"] = .string(oldest) }
        var members: [String: CanonicalValue] = [
            "name": .string(name), "state": .string(state), "receipt": .string(receiptKind),
            "cursors": .object(cursors.mapValues { .integer($0) }), "lag": .object(lag),
            "quarantined": .integer(quarantined),
        ]
        if let receiptSize { members["receipt_size"] = .integer(receiptSize) }
        if let receiptSigned { members["receipt_signed"] = .string(receiptSigned) }
        if let lastDelivered { members["last_delivered"] = .string(lastDelivered) }
        if let lastError { members["last_error"] = .string(lastError) }
        if let nextAttemptInSeconds { members["next_attempt_in_seconds"] = .integer(nextAttemptInSeconds) }
        if let pausedForSeconds { members["paused_for_seconds"] = .integer(pausedForSeconds) }
        return .object(members)
    }
}
