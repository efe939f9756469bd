/// What came of taking up another configuration.
public enum ReloadOutcome: Sendable, Hashable {
    /// The site runs by it; what was done, one clause each. Empty if nothing that matters has changed.
    case applied([String])
    /// Nothing was changed; why, one line each with place, cause and mend.
    case refused([String])
}
