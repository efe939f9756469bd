/// One thing that is wrong with a configuration.
public struct ConfigurationError: Sendable, Hashable {
    /// Where it is; `nil` if it is the file as a whole.
    public var position: ConfigurationPosition?
    /// The key concerned, as in `cameras[0].recording.preroll`; empty if it is no particular key.
    public var key: String
    /// What is wrong and what was probably meant, in one line without a full stop.
    public var message: String

    /// Makes an error.
    public init(position: ConfigurationPosition?, key: String, message: String) {
        self.position = position
        self.key = key
        self.message = message
    }
}
