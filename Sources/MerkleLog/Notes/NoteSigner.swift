import Crypto
import FoundationEssentials

/// A private Ed25519 key and the name under which it signs notes.
public struct NoteSigner: Sendable {
    /// What others need to check its signatures.
    public let key: NoteKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// Makes a new key from the system's randomness.
    ///
    /// - Throws: ``NoteError`` if the name cannot stand in a note.
    public init(name: String, algorithm: NoteKey.Algorithm = .ed25519) throws(NoteError) {
        try self.init(name: name, algorithm: algorithm, privateKey: Curve25519.Signing.PrivateKey())
    }

    /// Takes up a key from its 32 secret bytes.
    public init(name: String, algorithm: NoteKey.Algorithm = .ed25519, seed: [UInt8]) throws(NoteError) {
        do {
            try self.init(
                name: name, algorithm: algorithm,
                privateKey: try Curve25519.Signing.PrivateKey(rawRepresentation: seed))
        } catch let error as NoteError {
            throw error
        } catch {
            throw NoteError(
                place: "key \(name)", cause: "it is no Ed25519 key (\(error))", mend: "Give its 32 secret bytes")
        }
    }

    /// Reads a key as `pem` writes it and `openssl genpkey -algorithm ed25519` does: PKCS #8 (RFC 8410) in PEM.
    public init(name: String, algorithm: NoteKey.Algorithm = .ed25519, pem: String) throws(NoteError) {
        guard let bytes = PEM.decode("PRIVATE KEY", pem), bytes.starts(with: PEM.privateKeyPrefix),
            bytes.count == PEM.privateKeyPrefix.count + 32
        else {
            throw NoteError(
                place: "key \(name)", cause: "the file is no Ed25519 key in PEM",
                mend: "Make one with `openssl genpkey -algorithm ed25519`")
        }
        try self.init(name: name, algorithm: algorithm, seed: Array(bytes.dropFirst(PEM.privateKeyPrefix.count)))
    }

    private init(
        name: String, algorithm: NoteKey.Algorithm, privateKey: Curve25519.Signing.PrivateKey
    ) throws(NoteError) {
        key = try NoteKey(name: name, algorithm: algorithm, publicKey: Array(privateKey.publicKey.rawRepresentation))
        self.privateKey = privateKey
    }

    /// The secret, as openssl reads it. It goes into a file of mode 0600 and nowhere else.
    public var pem: String { PEM.encode("PRIVATE KEY", PEM.privateKeyPrefix + Array(privateKey.rawRepresentation)) }

    /// Signs a text.
    ///
    /// - Parameter time: seconds since 1970, which a cosignature states and a plain signature does not.
    /// - Throws: ``NoteError`` if the cryptographic library fails.
    public func sign(_ text: String, time: UInt64 = 0) throws(NoteError) -> NoteSignature {
        do {
            switch key.algorithm {
            case .ed25519:
                let signature = try privateKey.signature(for: Array(text.utf8))
                return NoteSignature(name: key.name, keyHash: key.hash, signature: Array(signature))
            case .cosignature:
                let signature = try privateKey.signature(for: Cosignature.message(text: text, time: time))
                let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
                return NoteSignature(name: key.name, keyHash: key.hash, signature: stamp + Array(signature))
            }
        } catch {
            throw NoteError(
                place: "key \(key.name)", cause: "it cannot sign: \(error)", mend: "Report this with the log")
        }
    }
}
