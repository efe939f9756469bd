import FoundationEssentials
public import MerkleLog

/// The body of `add-checkpoint` (C2SP tlog-witness): the size that was cosigned last, a proof, a checkpoint.
public struct CheckpointSubmission: Sendable, Hashable {
    /// The most bytes of a body that are read.
    public static let byteLimit = 64 << 10
    /// The most hashes that a proof may have.
    public static let proofLimit = 63

    /// The size that the sender believes to have been cosigned last; 0 for none.
    public var old: Int64
    /// The consistency proof between `old` and the checkpoint.
    public var proof: [TreeHash]
    /// The checkpoint with its signatures.
    public var note: SignedNote
    /// What the note says.
    public var checkpoint: Checkpoint

    /// Makes a submission from its parts.
    public init(old: Int64, proof: [TreeHash], note: SignedNote) throws(NoteError) {
        self.old = old
        self.proof = proof
        self.note = note
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Reads a body.
    ///
    /// - Throws: ``IngestError`` that names the line that is wrong.
    public init(parsing bytes: [UInt8]) throws(IngestError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw IngestError(place: "the body", cause: "it is not UTF-8", mend: "send the text of add-checkpoint")
        }
        guard let gap = text.firstRange(of: "\n\n") else {
            throw IngestError(
                place: "the body", cause: "there is no empty line", mend: "put one between the proof and the checkpoint"
            )
        }
        let lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix("old "),
            let old = EntryNumber.parse(first.dropFirst(4), from: 0)
        else {
            throw IngestError(
                place: "line 1", cause: "it is not the old size", mend: "send `old`, a space and the size in digits")
        }
        guard lines.count - 1 <= Self.proofLimit else {
            throw IngestError(
                place: "the proof", cause: "it has more than \(Self.proofLimit) hashes",
                mend: "send what RFC 6962 asks for")
        }
        var proof: [TreeHash] = []
        for (index, line) in lines.dropFirst().enumerated() {
            guard let data = Data(base64Encoded: String(line)), data.base64EncodedString() == line,
                let hash = TreeHash(bytes: Array(data))
            else {
                throw IngestError(
                    place: "line \(index + 2)", cause: "it is not a hash", mend: "send the 32 bytes in base64")
            }
            proof.append(hash)
        }
        do throws(NoteError) {
            try self.init(old: old, proof: proof, note: SignedNote(parsing: String(text[gap.upperBound...])))
        } catch {
            throw IngestError(place: error.place, cause: error.cause, mend: error.mend)
        }
        guard checkpoint.size <= EntryNumber.largest else {
            throw IngestError(
                place: "the checkpoint", cause: "it says \(checkpoint.size) entries",
                mend: "send one of at most \(EntryNumber.largest)")
        }
    }
}
