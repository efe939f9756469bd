import Glibc

/// journald's socket for lines with fields. Used by one thread at a time, the log's.
///
/// It may wait while journald is behind; whoever logs does not, because ``LogSink`` stands between.
struct JournalSocket: Sendable {
    /// Where journald listens.
    static let path = "/run/systemd/journal/socket"

    private let descriptor: Int32
    private let path: String

    /// Opens a socket of our own; `nil` if the process may have none.
    init?(path: String = JournalSocket.path) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        self.path = path
    }

    /// Sends one datagram.
    ///
    /// - Returns: whether journald took it.
    func send(_ datagram: [UInt8]) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        while true {
            let sent = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(
                        descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL), $0,
                        socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if sent < 0, errno == EINTR { continue }
            return sent == datagram.count
        }
    }
}
