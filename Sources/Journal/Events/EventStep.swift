/// What an entry does to an event.
public enum EventStep: Sendable, Hashable {
    /// It opens the event; the entry's `seq` becomes the event's id.
    case open(EventToken)
    /// It tells more of the open event.
    case update(EventToken)
    /// It ends the event. The reason is also put into the payload, unless the payload has one.
    case close(EventToken, reason: String)

    /// The event concerned.
    public var token: EventToken {
        switch self {
        case .open(let token), .update(let token), .close(let token, _): token
        }
    }
}
