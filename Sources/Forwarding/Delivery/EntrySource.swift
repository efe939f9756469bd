public import Journal

/// What delivery needs of a journal: entries behind a cursor, the cursor itself, and word of new entries.
///
/// Calls may wait for the disk; the forwarder makes them on a queue of its own.
public protocol EntrySource: Sendable {
    /// The newest entry's `seq`; 0 in an empty journal.
    var head: Int64 { get }

    /// Up to `limit` entries after `after`, in the order of `seq`.
    func entries(after: Int64, limit: Int) throws(DeliveryError) -> [Entry]

    /// The cursor of `destination`; 0 if it never moved.
    func cursor(of destination: String) throws(DeliveryError) -> Int64

    /// Moves the cursor of `destination`, durably.
    func moveCursor(of destination: String, to seq: Int64) throws(DeliveryError)

    /// The newest `seq` after each commit, beginning with the present one; only the newest is kept for a slow reader.
    func commits() -> AsyncStream<Int64>

    /// Writes down, durably, that `destination` refuses `entry` for good.
    func recordQuarantine(of entry: Entry, by destination: String, reason: DeliveryError) async throws(DeliveryError)
}
