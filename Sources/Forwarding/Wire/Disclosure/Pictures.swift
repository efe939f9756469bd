/// Which pictures a destination may see.
public enum Pictures: String, Sendable, Hashable, CaseIterable {
    /// None at all.
    case none
    /// The snapshot of an event.
    case snapshot
    /// Snapshots and recordings.
    case all
}
