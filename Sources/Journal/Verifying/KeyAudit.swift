import MerkleLog

/// By which key each part of a log must be signed, as its entries tell: pure.
struct KeyAudit {
    private struct Reign {
        var first: Int64
        var key: NoteKey
    }

    private var reigns: [Reign] = []

    /// The key that signs now.
    var newest: NoteKey? { reigns.last?.key }

    /// The key that must have signed the log at `size`; `nil` if it had none yet.
    func key(at size: Int64) -> NoteKey? { reigns.last { $0.first <= size }?.key }

    /// The key that a signature names; `nil` if the log never had it.
    func key(of signature: NoteSignature) -> NoteKey? {
        reigns.last { $0.key.name == signature.name && $0.key.hash == signature.keyHash }?.key
    }

    /// Takes an entry about keys.
    ///
    /// - Parameter isComplete: whether no entry before is missing or spoilt.
    /// - Returns: What is wrong with it, or `nil`.
    mutating func take(
        _ entry: Int64, kind: EntryKind, payload: CanonicalValue, expected: NoteKey?, isComplete: Bool
    ) -> String? {
        guard let text = payload["key"]?.string, let key = try? NoteKey(parsing: text) else {  // told by the return
            return "it names no key"
        }
        defer { reigns.append(Reign(first: entry, key: key)) }
        // Where entries are missing or spoilt, one that told of a key may be among them.
        guard isComplete else { return nil }
        guard let present = newest else {
            guard let expected, expected != key else { return nil }
            return "the log began with another key than the one it is verified against (\(expected))"
        }
        if kind == .keyRotated, KeyStatement.successor(of: present, in: payload) == key { return nil }
        return "a key took over that the one before did not sign: \(key)"
    }
}
