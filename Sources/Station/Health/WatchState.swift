/// Whether a camera sees.
///
/// Every change of a watch state is an event; silence never means "not looking".
public enum WatchState: Sendable, Hashable {
    /// Frames flow and are analysed.
    case watching
    /// It sees, but less than was configured.
    case degraded(WatchReason)
    /// It does not see.
    case blind(WatchReason)

    /// `watching`, `degraded` or `blind`.
    public var name: String {
        switch self {
        case .watching: "watching"
        case .degraded: "degraded"
        case .blind: "blind"
        }
    }

    /// Why it does not see fully; `nil` while watching.
    public var reason: WatchReason? {
        switch self {
        case .watching: nil
        case .degraded(let reason), .blind(let reason): reason
        }
    }
}
