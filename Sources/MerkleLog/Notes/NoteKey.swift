import Crypto
import FoundationEssentials

/// A public key by which notes are checked: `name+hash+base64(algorithm ‖ key)` (C2SP `signed-note`, "Verifier keys").
public struct NoteKey: Sendable, Hashable, CustomStringConvertible {
    /// What a key signs, and how.
    public enum Algorithm: UInt8, Sendable, Hashable {
        /// Ed25519 over the note's text.
        case ed25519 = 0x01
        /// Ed25519 over a time and the note's text (C2SP `tlog-cosignature`, "cosignature/v1"): a witness's.
        case cosignature = 0x04
    }

    /// The name under which the key signs.
    public let name: String
    /// How it signs.
    public let algorithm: Algorithm
    /// The 32 bytes of the Ed25519 key.
    public let publicKey: [UInt8]

    /// Makes a key.
    ///
    /// - Throws: ``NoteError`` if the name cannot stand in a note, or the bytes are no key.
    public init(name: String, algorithm: Algorithm = .ed25519, publicKey: [UInt8]) throws(NoteError) {
        guard Self.isName(name) else {
            throw NoteError(
                place: "key name '\(name)'", cause: "it is empty or holds white space or '+'",
                mend: "Use a name without them")
        }
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {  // told below
            throw NoteError(place: "key \(name)", cause: "it is no Ed25519 key", mend: "Give its 32 bytes")
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// Reads a key as `description` writes it.
    ///
    /// - Throws: ``NoteError`` if the text is none, or its hash is not that of its key.
    public init(parsing text: String) throws(NoteError) {
        func wrong(_ cause: String) -> NoteError {
            NoteError(
                place: "verifier key", cause: cause,
                mend: "Give it as NAME+HASH+KEY, as the owner of the key printed it")
        }
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw wrong("it does not have three parts") }
        guard let blob = Data(base64Encoded: String(parts[2])), blob.count == 33 else {
            throw wrong("its last part is not 33 bytes in base64")
        }
        guard let algorithm = Algorithm(rawValue: blob[blob.startIndex]) else {
            throw wrong("its algorithm is unknown")
        }
        try self.init(name: String(parts[0]), algorithm: algorithm, publicKey: Array(blob.dropFirst()))
        guard Hexadecimal.text(hash) == parts[1] else { throw wrong("its hash is not that of its key") }
    }

    /// The first four bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ key), by which a signature names its key.
    public var hash: [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey).prefix(4))
    }

    /// `name+hash+base64(algorithm ‖ key)`.
    public var description: String {
        "\(name)+\(Hexadecimal.text(hash))+\(Data([algorithm.rawValue] + publicKey).base64EncodedString())"
    }

    /// The key as openssl reads it: SubjectPublicKeyInfo (RFC 8410) in PEM.
    public var pem: String { PEM.encode("PUBLIC KEY", PEM.publicKeyPrefix + publicKey) }

    /// Whether one of the note's signatures is this key's, and holds.
    public func verifies(_ note: SignedNote) -> Bool { signatureTime(in: note) != nil }

    /// When a note was signed: seconds since 1970 as a cosignature says it, 0 for a plain signature; `nil` if no
    /// signature of this key is there and holds.
    public func signatureTime(in note: SignedNote) -> UInt64? {
        for signature in note.signatures where signature.name == name && signature.keyHash == hash {
            if let time = time(of: signature, over: note.text) { return time }
        }
        return nil
    }

    private func time(of signature: NoteSignature, over text: String) -> UInt64? {
        let sound = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)  // the initializer tried it
        guard let key = sound else { return nil }
        switch algorithm {
        case .ed25519:
            return key.isValidSignature(signature.signature, for: Array(text.utf8)) ? 0 : nil
        case .cosignature:
            guard signature.signature.count == 72 else { return nil }
            let time = signature.signature.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            let message = Cosignature.message(text: text, time: time)
            return key.isValidSignature(Array(signature.signature.dropFirst(8)), for: message) ? time : nil
        }
    }

    /// Whether a name can stand in a signature line: neither empty nor with white space or `+`.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }
}
