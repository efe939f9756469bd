/// A place to listen on over TCP.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address (without brackets), or `localhost`.
    public var host: String
    /// 1…65535, or 0 to let the system choose.
    public var port: Int

    /// Makes a place to listen on.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `HOST:PORT`; an IPv6 address stands in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
