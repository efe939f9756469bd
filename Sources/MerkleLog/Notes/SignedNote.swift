/// A text with signatures under it, in the form of C2SP `signed-note`.
///
/// The text ends with a newline; an empty line and one line for each signature follow. What counts is the bytes: two
/// notes with the same text in another Unicode form are different notes.
public struct SignedNote: Sendable, Hashable {
    /// What is signed, with its newline at the end.
    public var text: String
    /// The signatures, in the order of the lines.
    public var signatures: [NoteSignature]

    /// Makes a note from its parts.
    public init(text: String, signatures: [NoteSignature] = []) {
        self.text = text
        self.signatures = signatures
    }

    /// The note as it is stored and sent.
    public var encoded: String {
        text + "\n" + signatures.map { $0.line + "\n" }.joined()
    }

    /// Reads a note; which signatures hold is another question.
    ///
    /// - Throws: ``NoteError`` if the text is none.
    public init(parsing encoded: String) throws(NoteError) {
        func wrong(_ cause: String) -> NoteError {
            NoteError(place: "signed note", cause: cause, mend: "Give the whole note as it was stored or received")
        }
        var lines = encoded.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.last == "", !encoded.utf8.contains(0) else { throw wrong("it does not end with a newline") }
        lines.removeLast()
        guard let gap = lines.lastIndex(of: "") else { throw wrong("no empty line stands before its signatures") }
        let signed = lines[gap...].dropFirst()
        guard !signed.isEmpty, signed.count <= 100 else {
            throw wrong("it has \(signed.count) signatures, not 1 to 100")
        }
        var signatures: [NoteSignature] = []
        for line in signed {
            guard let signature = NoteSignature(line: line) else { throw wrong("'\(line)' is no signature line") }
            signatures.append(signature)
        }
        self.init(text: lines[..<gap].map { $0 + "\n" }.joined(), signatures: signatures)
        // Base64 has spare bits: two texts that decode alike would be one note, and a changed one would pass.
        guard self.encoded == encoded else { throw wrong("it is not written in the one form that notes have") }
    }
}
