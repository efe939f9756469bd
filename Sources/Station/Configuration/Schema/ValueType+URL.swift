extension ValueType<String> {
    /// Where a destination is: https anywhere, http on this machine only; no credentials, which would end up in logs.
    static var destinationURL: Self {
        let expectation = "a URL such as https://sector.example:8471/v1/entries"
        return .init(
            name: "URL", range: "https, or http to this machine", expectation: expectation,
            read: { node, problems in
                guard case .scalar(let text) = node.content else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                guard let fault = fault(of: text) else { return text }
                // Errors end up in logs: a password does not belong there.
                let found = text.contains("@") ? "one with a user name or a password" : node.found
                problems.append(
                    .init(position: node.position, reason: .mustBe(expectation, found: found, hint: fault)))
                return nil
            }, write: { $0 })
    }

    /// What is wrong with a URL; `nil` if nothing is.
    private static func fault(of text: String) -> String? {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) else {
            return "it may hold neither spaces nor characters outside ASCII"
        }
        guard let scheme = text.firstRange(of: "://").map({ text[..<$0.lowerBound].lowercased() }) else {
            return "it does not begin with https://"
        }
        guard ["https", "http", "mqtts", "mqtt", "syslog+tls"].contains(scheme) else {
            return "'\(scheme)' is not a transport of Karaula"
        }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.contains("@") { return "they end up in logs, use a client certificate" }
        if rest.contains("#") { return "a fragment ('#…') is never sent" }
        guard let (host, port) = split(authority: authority), !host.isEmpty else { return "it names no host" }
        if let port, !(1...65535).contains(WrittenNumber.integer(port) ?? 0) {
            return "its port is not one of 1 to 65535"
        }
        if scheme == "http", !isLoopback(host) { return "plain http is for this machine only, use https" }
        if scheme == "mqtt", !isLoopback(host) { return "plain mqtt is for this machine only, use mqtts" }
        let path = rest.dropFirst(authority.count)
        if !scheme.hasPrefix("http"), !path.isEmpty, path != "/" { return "such a receiver has no paths" }
        return nil
    }

    private static func split(authority: Substring) -> (host: Substring, port: Substring?)? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            return (
                authority[authority.index(after: authority.startIndex)..<end], after.isEmpty ? nil : after.dropFirst()
            )
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }
}
