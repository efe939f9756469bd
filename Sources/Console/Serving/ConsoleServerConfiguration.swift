/// Where the console listens, and what it grants a client.
public struct ConsoleServerConfiguration: Sendable, Hashable {
    /// The host or address of the TCP door.
    public var host: String
    /// The port of the TCP door, 0…65535; 0 lets the kernel choose one.
    public var port: Int
    /// The path of the Unix socket, at most 107 bytes; `nil` for none.
    public var socketPath: String?
    /// The version of the software, told in the `Server` header.
    public var version: String

    /// Seconds for which a connection may be idle or send a request, above 0. Streams are not idle.
    public var idleSeconds = 60.0
    /// Seconds for which a client may leave what it asked for unread before it is dropped, above 0.
    public var stalledSeconds = 10.0
    /// Seconds of silence after which a stream carries a comment, above 0.
    public var heartbeatSeconds = 15.0
    /// Streams of `/events` at the same time, for each door.
    public var streamLimit = 16
    /// Connections at the same time, for each door; further ones wait in the kernel's queue. More than ``streamLimit``.
    public var connectionLimit = 64
    /// Seconds for which open requests may end by themselves at shutdown, before they are cut off.
    public var shutdownSeconds = 0.7

    /// Makes a configuration with the usual limits.
    public init(host: String = "127.0.0.1", port: Int = 8470, socketPath: String? = nil, version: String) {
        self.host = host
        self.port = port
        self.socketPath = socketPath
        self.version = version
    }
}
