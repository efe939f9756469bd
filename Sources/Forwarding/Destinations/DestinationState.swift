/// What a destination is doing at the moment.
public enum DestinationState: String, Sendable, Hashable, CaseIterable {
    /// Everything in the journal that concerns it has arrived.
    case idle
    /// Entries are on their way and nothing has gone wrong lately.
    case delivering
    /// A person paused it for a while; only calls for assistance are sent.
    case paused
    /// The last attempt failed, or the receiver asked for patience; the next attempt is timed.
    case waiting
    /// Several attempts in a row failed, or the receiver cannot be served as it is configured; attempts go on.
    case failing
    /// For a long time nothing has arrived although something waits, whatever it looks like.
    case stalled
}
