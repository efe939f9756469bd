import Glibc

extension ValueType<String> {
    /// A name that is safe in file names, URLs and metrics.
    static var name: Self {
        .init(
            name: "name", range: "letters, digits, `.`, `_`, `-`; at most 64",
            expectation:
                "a name of at most 64 letters (a-z), digits, '.', '_' and '-' that begins with a letter or digit",
            parse: { text in
                guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 64 else { return nil }
                let isSafe = text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
                return isSafe ? text : nil
            }, write: { $0 })
    }

    /// A name for people, in any script.
    static var text: Self {
        .init(
            name: "text", range: "one line, at most 64 bytes", expectation: "a text on one line of at most 64 bytes",
            parse: { text in
                let isFit = !text.isEmpty && text.utf8.count <= 64 && text.first != " " && text.last != " "
                return isFit && text.unicodeScalars.allSatisfy(\.properties.isVisible) ? text : nil
            }, write: { $0 })
    }

    /// A path, absolute or relative to the folder of the configuration file.
    static var path: Self {
        .init(
            name: "path", expectation: "a path",
            parse: { text in
                let isFit = !text.isEmpty && text.utf8.count < Int(PATH_MAX)
                return isFit && text.unicodeScalars.allSatisfy(\.properties.isVisible) ? text : nil
            }, write: { $0 })
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension ValueType<ListenAddress> {
    /// `ADDRESS:PORT`.
    static var listenAddress: Self {
        .init(
            name: "address and port",
            expectation: "an address of this machine and a port, such as 127.0.0.1:8470 or [::1]:8470",
            parse: { text in
                guard let colon = text.lastIndex(of: ":"),
                    let port = WrittenNumber.integer(text[text.index(after: colon)...]), (0...65535).contains(port)
                else { return nil }
                let host = text[..<colon]
                if host.hasPrefix("["), host.hasSuffix("]") {
                    let address = String(host.dropFirst().dropLast())
                    return isAddress(address, AF_INET6) ? ListenAddress(host: address, port: port) : nil
                }
                let address = String(host)
                guard address == "localhost" || isAddress(address, AF_INET) else { return nil }
                return ListenAddress(host: address, port: port)
            }, write: { $0.description },
            hint: { text in
                WrittenNumber.integer(text) == nil ? nil : "did you mean 127.0.0.1:\(text)?"
            })
    }

    private static func isAddress(_ text: String, _ family: Int32) -> Bool {
        var storage = in6_addr()
        return withUnsafeMutableBytes(of: &storage) { inet_pton(family, text, $0.baseAddress) == 1 }
    }
}
