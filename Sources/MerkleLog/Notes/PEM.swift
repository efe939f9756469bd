import FoundationEssentials

/// Ed25519 keys as openssl reads and writes them (RFC 7468, RFC 8410): the DER around the 32 bytes never varies.
enum PEM {
    /// SubjectPublicKeyInfo of an Ed25519 key, up to the key.
    static let publicKeyPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    /// PKCS #8 of an Ed25519 key, up to the key.
    static let privateKeyPrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// The bytes between a BEGIN and an END line; both kinds of Ed25519 key fit one line of base64.
    static func encode(_ label: String, _ bytes: [UInt8]) -> String {
        "-----BEGIN \(label)-----\n\(Data(bytes).base64EncodedString())\n-----END \(label)-----\n"
    }

    /// The bytes of the first block with this label; `nil` if there is none.
    static func decode(_ label: String, _ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[begin...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        let body = lines[(begin + 1)..<end].joined()
        return Data(base64Encoded: body).map { Array($0) }
    }
}
