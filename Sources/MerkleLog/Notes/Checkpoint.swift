import FoundationEssentials

/// The size and root hash of a log, as the text of a note (C2SP `tlog-checkpoint`).
public struct Checkpoint: Sendable, Hashable {
    /// Which log: the first line.
    public var origin: String
    /// How many leaves it has.
    public var size: Int64
    /// Its root hash.
    public var root: TreeHash

    /// Makes a checkpoint from its parts.
    public init(origin: String, size: Int64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The text that is signed: origin, size, root in base64, a line each.
    public var text: String { "\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n" }

    /// Reads the text of a checkpoint; further lines are extensions, which are passed over.
    ///
    /// - Throws: ``NoteError`` if it is none.
    public init(parsing text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, !lines[0].isEmpty, let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
            let bytes = Data(base64Encoded: String(lines[2])), let root = TreeHash(bytes: Array(bytes))
        else {
            throw NoteError(
                place: "checkpoint", cause: "its first lines are not origin, size and root hash",
                mend: "Give a checkpoint as the site stored it, or a receipt")
        }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// The checkpoint as a note, signed by each of the signers.
    public func note(signedBy signers: [NoteSigner]) throws(NoteError) -> SignedNote {
        var note = SignedNote(text: text)
        for signer in signers { note.signatures.append(try signer.sign(text)) }
        return note
    }
}
