import FoundationEssentials

/// By what a log's key is handed on: the old one signs the name of the new one.
package enum KeyStatement {
    static func text(from old: NoteKey, to new: NoteKey) -> String {
        "karaula key rotation v1\n\(old)\n\(new)\n"
    }

    /// What the payload of the entry that tells of a rotation says of the keys.
    package static func payload(from old: NoteSigner, to new: NoteKey) throws(NoteError) -> [String: CanonicalValue] {
        let signature = try old.sign(text(from: old.key, to: new))
        return [
            "key": .string(new.description), "pem": .string(new.pem), "previous": .string(old.key.description),
            "signature": .string(Data(signature.signature).base64EncodedString()),
        ]
    }

    /// The new key that such a payload tells of; `nil` if it is not signed by `old`.
    package static func successor(of old: NoteKey, in payload: CanonicalValue) -> NoteKey? {
        guard payload["previous"]?.string == old.description,
            let text = payload["key"]?.string, let new = try? NoteKey(parsing: text),  // the caller reports the entry
            let signature = payload["signature"]?.string.flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        let note = SignedNote(
            text: Self.text(from: old, to: new),
            signatures: [NoteSignature(name: old.name, keyHash: old.hash, signature: Array(signature))])
        return old.verifies(note) ? new : nil
    }
}
