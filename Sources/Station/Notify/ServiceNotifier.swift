import Glibc
public import Timekeeping

/// Tells the service manager how the daemon is, by the protocol of sd_notify(3).
///
/// Without `NOTIFY_SOCKET` in the environment, as in a developer's run, it does nothing.
public struct ServiceNotifier: Sendable {
    private let path: String?

    /// Makes a notifier for the socket that the service manager named; `nil` says nothing to nobody.
    public init(socketPath: String?) {
        path = socketPath.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The service is up: its configuration is valid, its journal is open, and every camera has a state.
    public func ready() { send("READY=1") }

    /// The service takes up another configuration; ``ready()`` says that it has done so, or decided against it.
    ///
    /// - Parameter now: by which the service manager tells this from what came before.
    public func reloading(now: MonotonicTime) { send("RELOADING=1\nMONOTONIC_USEC=\(now.nanoseconds / 1000)") }

    /// The service is stopping.
    public func stopping() { send("STOPPING=1") }

    /// One line that tells a person how things are.
    public func status(_ line: String) {
        send("STATUS=" + line.replacing("\n", with: " "))
    }

    /// Sends one datagram.
    ///
    /// - Returns: whether the service manager took it. Nobody depends on it: a status that is lost is followed by another,
    ///   and a lost READY makes the service manager say so itself.
    @discardableResult
    package func send(_ message: String) -> Bool {
        guard let path else { return false }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        // A leading @ means the abstract namespace, which the kernel marks with a zero byte.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)

        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
            }
        }
        return sent == bytes.count
    }
}
