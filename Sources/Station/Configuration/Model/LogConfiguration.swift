public import Logging

/// What is logged.
public struct LogConfiguration: Sendable, Hashable {
    /// The least important level that is still written.
    public var level: Logger.Level = LogKeys.level.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
