/// What happens to a delivery machine.
public enum DeliveryEvent: Sendable, Hashable {
    /// The cursor was read, asked for by ``DeliveryAction/readCursor``.
    case opened(cursor: Int64)
    /// The journal's newest entry is `head`.
    case committed(head: Int64)
    /// Entries were read, asked for by ``DeliveryAction/load(after:limit:)``.
    ///
    /// `entries` are those the destination wants, in the order of `seq`; `scannedThrough` is the last `seq` that was
    /// looked at, wanted or not, and equals `after` if there was none.
    case loaded(entries: [PendingEntry], scannedThrough: Int64)
    /// The request made for ``DeliveryAction/send(_:)`` came to this.
    case answered(DeliveryVerdict)
    /// The cursor is moved, durably, as ``DeliveryAction/moveCursor(to:)`` asked.
    case cursorMoved
    /// The journal did not do what the last actions asked for; those behind the failed one were not carried out.
    case journalFailed(DeliveryError)
    /// The time asked for by ``DeliveryAction/wait(seconds:)`` is over.
    case waited
}
