import Foundation

extension Destination {
    /// The destination and where it is, for errors: without what follows a `?`, for receivers' secrets are wont to stand there.
    var place: String { "destination '\(name)' (\(url.prefix { $0 != "?" }))" }

    /// The ways to a receiver.
    public enum Way: String, Sendable, Hashable, CaseIterable {
        /// Batches of CloudEvents with POST.
        case https
        /// Messages to an MQTT 5 broker.
        case mqtt
        /// Messages to a syslog receiver over TLS.
        case syslog
    }

    /// The way that `url` names; `nil` if it names none.
    public var way: Way? {
        switch url.prefix(while: { $0 != ":" }).lowercased() {
        case "https", "http": .https
        case "mqtts", "mqtt": .mqtt
        case "syslog+tls": .syslog
        default: nil
        }
    }

    /// What is wrong with a URL, and what mends it; `nil` if it is sound.
    static func addressProblem(of url: String) -> (cause: String, mend: String)? {
        let example =
            "write it like https://sector.example:8471/v1/entries, mqtts://broker.example:8883 or "
            + "syslog+tls://log.example:6514"
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
            return ("'\(url)' is not a URL", example)
        }
        guard let host = parts.host, !host.isEmpty else {
            return ("'\(url)' names no host", example)
        }
        if parts.user != nil || parts.password != nil {
            return ("it carries a user name or a password, which would end up in logs", "use a client certificate")
        }
        if parts.fragment != nil {
            return ("it has a fragment ('#…'), which is never sent", "take the fragment out")
        }
        if let port = parts.port, !(1...65535).contains(port) {
            return ("port \(port) is outside 1…65535", example)
        }
        switch scheme {
        case "https":
            return nil
        case "http":
            return isLoopback(host)
                ? nil
                : ("plain http to '\(host)' would show entries to everyone on the way", "use https://")
        case "mqtts", "syslog+tls":
            return pathProblem(of: parts)
        case "mqtt":
            return isLoopback(host)
                ? pathProblem(of: parts)
                : ("plain mqtt to '\(host)' would show entries to everyone on the way", "use mqtts://")
        default:
            return ("'\(scheme)' is not a transport of Karaula", "use https://, mqtts:// or syslog+tls://")
        }
    }

    private static func pathProblem(of parts: URLComponents) -> (cause: String, mend: String)? {
        guard parts.path.isEmpty || parts.path == "/", parts.query == nil else {
            return ("it has a path or a query, which such a receiver has no use for", "end it after the port")
        }
        return nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if bare.lowercased() == "localhost" || bare == "::1" { return true }
        let numbers = bare.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }
}
