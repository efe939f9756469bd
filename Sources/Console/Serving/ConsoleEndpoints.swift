/// Where an open console is reached.
public struct ConsoleEndpoints: Sendable, Hashable {
    /// The port of the TCP door, as the kernel gave it.
    public var port: Int
    /// The path of the Unix socket, if there is one.
    public var socketPath: String?
}
