/// Where health and metrics are served.
public struct ConsoleConfiguration: Sendable, Hashable {
    /// The address and port to listen on.
    public var listen: ListenAddress = ConsoleKeys.listen.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
