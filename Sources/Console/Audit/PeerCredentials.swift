import Glibc
import NIOCore

/// Process, user and group of whoever opened a connection to a Unix socket; `struct ucred` of unix(7), member for member.
///
/// The kernel notes them when the connection is made; the other side cannot choose them.
struct PeerCredentials: Sendable, Hashable {
    /// The process; 0 if it lives in another PID namespace.
    var pid: Int32 = 0
    /// The user.
    var uid: UInt32 = .max
    /// The group.
    var gid: UInt32 = .max

    /// Asks the kernel who is at the other end of `channel`; `SO_PEERCRED`.
    static func of(_ channel: any Channel) async throws -> PeerCredentials {
        guard let options = channel as? any SocketOptionProvider else { return PeerCredentials() }
        return try await options.unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED)).get()
    }
}
