/// A mapping of the configuration file and the keys that it may hold.
public struct ConfigurationSection: Sendable, Hashable {
    /// Where it stands, as in `cameras[].recording`; empty for the file itself.
    public var path: String
    /// What it is for.
    public var meaning: String
    /// Its keys, in the order of the documentation.
    public var keys: [KeyDeclaration]
}
