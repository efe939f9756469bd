/// Where the console is reached, and so how much it says.
package enum Door: Sendable, Hashable {
    /// TCP; anyone who reaches the port. Carries health and the bare outline of events only.
    case tcp(host: String, port: Int)
    /// A Unix socket, mode 0660; who may open it may read full entries.
    case socket(path: String)

    /// How errors and logs name it.
    package var place: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): path
        }
    }

    /// Whether it is the Unix socket.
    package var isSocket: Bool {
        if case .socket = self { true } else { false }
    }

    /// The name of the door in metrics.
    package var name: String { isSocket ? "socket" : "tcp" }
}
