import Glibc

/// Asks whether anyone answers on a Unix socket.
package enum SocketProbe {
    /// The longest path the kernel takes, in bytes (`sun_path` without its terminating zero).
    package static let longestPath = 107

    /// Connects to `path` and hangs up: 0 if someone answers, else the `errno` of `connect`, or `ENAMETOOLONG` for a
    /// path that is empty or too long.
    package static func connect(_ path: String) -> Int32 {
        guard !path.isEmpty, path.utf8.count <= longestPath else { return ENAMETOOLONG }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        return result == 0 ? 0 : errno
    }
}
