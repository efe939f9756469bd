/// What a delivery machine wants done; the answer to each is a ``DeliveryEvent``.
///
/// Actions are carried out in order; when the journal fails one, the rest are dropped and the machine is told.
public enum DeliveryAction: Sendable, Hashable {
    /// Read the destination's cursor from the journal.
    case readCursor
    /// Read up to `limit` entries after `after`.
    case load(after: Int64, limit: Int)
    /// Send these entries in one request, and nothing else; none of them means an empty batch.
    case send([Int64])
    /// Write down that the receiver refuses this entry for good.
    case quarantine(seq: Int64, reason: DeliveryError)
    /// Move the destination's cursor.
    case moveCursor(to: Int64)
    /// Call again after `seconds`.
    case wait(seconds: Double)
}
