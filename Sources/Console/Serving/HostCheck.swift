/// Keeps web pages from reading a loopback door through a name of their own that they let resolve to 127.0.0.1.
///
/// A browser then sends that name in `Host`. A door that is open on loopback only is addressed as `localhost` or by a
/// loopback address; nothing else has business there. A door opened on any other address is the operator's decision, and
/// is reached under names that nobody here knows, so it is not checked.
package struct HostCheck: Sendable {
    /// Whether `Host` is looked at.
    package let isNeeded: Bool

    /// Makes the check that `door` needs.
    package init(door: Door) {
        switch door {
        case .socket: isNeeded = false
        case .tcp(let host, _): isNeeded = Self.isLoopback(host)
        }
    }

    /// Whether a request with this authority (`host` or `host:port`) may be answered.
    package func admits(_ authority: String?) -> Bool {
        guard isNeeded else { return true }
        guard let authority else { return true }
        return Self.isLoopback(Self.host(of: authority))
    }

    /// The host part of an authority, without brackets and port.
    package static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        guard let colon = authority.lastIndex(of: ":") else { return authority }
        return authority.firstIndex(of: ":") == colon ? String(authority[..<colon]) : authority
    }

    /// Whether `host` can only mean this machine.
    package static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "localhost." || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
