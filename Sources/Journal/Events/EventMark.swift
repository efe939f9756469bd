/// What a person says of an event: an entry of its own, which changes nothing of what the event was.
enum EventMark: Sendable, Hashable {
    /// Nothing of it is erased from now on.
    case hold(Int64)
    /// It may be erased again.
    case release(Int64)
    /// The person took note of it.
    case acknowledge(Int64)

    /// The event's id.
    var event: Int64 {
        switch self {
        case .hold(let id), .release(let id), .acknowledge(let id): id
        }
    }

    /// The kind of the entry that tells of it.
    var kind: EntryKind {
        switch self {
        case .hold: .holdPlaced
        case .release: .holdReleased
        case .acknowledge: .eventAcknowledged
        }
    }
}
