import Glibc

/// Tells the service manager how the ledger is, by the protocol of sd_notify(3).
///
/// Without `NOTIFY_SOCKET` in the environment, as in a developer's run, it does nothing.
public struct ServiceManager: Sendable {
    private let path: String?

    /// Makes a teller for the socket that the service manager named.
    public init(socketPath: String?) {
        path = socketPath.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The ledger is open.
    public func ready(status: String) { send("READY=1\nSTATUS=\(status.replacing("\n", with: " "))") }

    /// The ledger is stopping.
    public func stopping() { send("STOPPING=1") }

    /// Sends one datagram; nobody depends on it, and a lost READY makes the service manager say so itself.
    private func send(_ message: String) {
        guard let path else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // A leading @ means the abstract namespace, which the kernel marks with a zero byte.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
            }
        }
    }
}
