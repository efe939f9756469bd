import Journal
import MerkleLog

/// What proves a bundle's entries: all of them against one checkpoint.
struct EvidenceProofs: Sendable {
    let note: SignedNote
    /// The audit path of each entry.
    let paths: [Int64: [TreeHash]]

    init(of content: EvidenceContent, and entry: Entry, in note: SignedNote, from reader: JournalReader) throws {
        self.note = note
        let size = try Checkpoint(parsing: note.text).size
        var paths: [Int64: [TreeHash]] = [:]
        for seq in (content.entries + content.keyEntries + [entry]).map(\.seq) {
            paths[seq] = try reader.inclusionProof(of: seq, in: size)
        }
        self.paths = paths
    }
}
