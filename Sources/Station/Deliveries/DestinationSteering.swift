public import Journal
public import MerkleLog

/// What a person can see of destinations, and do to them. Whatever is done is an entry first, and happens then.
public protocol DestinationSteering: Sendable {
    /// How each destination stands.
    func destinationReports() throws(JournalError) -> [DestinationReport]

    /// What is refused and not decided about, or was dropped.
    func quarantine() throws(JournalError) -> [QuarantineRecord]

    /// Makes a destination's next attempt now.
    func retry(destination: String, details: [String: CanonicalValue]) async throws(JournalError) -> Entry

    /// Sends a destination nothing but calls for assistance for so many seconds.
    func pause(
        destination: String, seconds: Double, reason: String, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry

    /// Ends a pause; `nil` if there was none.
    func resume(destination: String, details: [String: CanonicalValue]) async throws(JournalError) -> Entry?

    /// Sends again what a destination refused.
    func retryQuarantined(
        _ seq: Int64, of destination: String?, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry

    /// Decides that a destination does without what it refused.
    func dropQuarantined(
        _ seq: Int64, of destination: String?, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry
}
