/// One key of the configuration file, as its documentation tells it.
public struct KeyDeclaration: Sendable, Hashable {
    /// The key, as in `preroll`.
    public var name: String
    /// What kind of value it takes, as in `duration`.
    public var type: String
    /// Which values it takes, as in `0s to 1m`; empty if the type says it all.
    public var range: String
    /// What holds if it is left out, as one would write it; `nil` if it must be given.
    public var standard: String?
    /// What it is for.
    public var meaning: String
}
