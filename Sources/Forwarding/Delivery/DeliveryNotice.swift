/// What delivery tells people, each time by an entry of the journal.
public enum DeliveryNotice: Sendable, Hashable {
    /// What waits to arrive.
    public enum Cargo: String, Sendable, Hashable {
        /// Entries, or the receipt for them.
        case entries
        /// Pictures or films.
        case evidence
    }

    /// Nothing has arrived for so many seconds although something waits.
    case stalled(Cargo, seconds: Int64)
    /// Something arrived again after so many seconds.
    case recovered(Cargo, seconds: Int64)
    /// What the receiver gave as its receipt is none.
    case receiptRefused(DeliveryError)
}
