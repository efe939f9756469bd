import FoundationEssentials

/// One signature line of a note: `— name base64(keyhash ‖ signature)`.
public struct NoteSignature: Sendable, Hashable {
    /// The name of the key.
    public var name: String
    /// The first four bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ public key).
    public var keyHash: [UInt8]
    /// What the algorithm made; for Ed25519 64 bytes, for a cosignature 8 bytes of time more.
    public var signature: [UInt8]

    /// Makes a signature from its parts.
    public init(name: String, keyHash: [UInt8], signature: [UInt8]) {
        self.name = name
        self.keyHash = keyHash
        self.signature = signature
    }

    /// The line, without its end.
    public var line: String { "— \(name) \(Data(keyHash + signature).base64EncodedString())" }

    /// Reads a line; `nil` if it is none.
    public init?(line: some StringProtocol) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", NoteKey.isName(String(parts[1])),
            let blob = Data(base64Encoded: String(parts[2])), blob.count > 4
        else { return nil }
        self.init(name: String(parts[1]), keyHash: Array(blob.prefix(4)), signature: Array(blob.dropFirst(4)))
    }
}
