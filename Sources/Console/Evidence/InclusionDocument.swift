package import Journal
package import MerkleLog

import struct FoundationEssentials.Data

/// That an entry is in the log: its record and the path from its leaf to the root of a signed checkpoint.
///
/// It holds no payload: a record says no more than seq, kind, camera, event and time, and the payload's digest.
package struct InclusionDocument: Sendable, Hashable {
    /// The number of the entry.
    package var seq: Int64
    /// The record, byte for byte.
    package var record: [UInt8]
    /// The audit path (RFC 6962, 2.1.1), from the leaf's sibling upwards.
    package var path: [TreeHash]
    /// The checkpoint in whose tree the path ends.
    package var checkpoint: SignedNote
    /// For each destination the first receipt that covers the entry.
    package var receipts: [ReceiptDocument]

    /// Makes the proof of an entry against the newest checkpoint; `nil` if that does not cover it yet.
    ///
    /// - Throws: `JournalError`, code `refused`, if there is no such entry.
    package init?(of seq: Int64, in reader: JournalReader) throws {
        guard let entry = try reader.entry(seq: seq) else {
            throw JournalError(
                code: .refused, place: "entry \(seq)",
                cause: "there is no such entry: the journal has \(try reader.head())",
                mend: "Ask for an entry from 1 on")
        }
        guard let note = try reader.newestCheckpoint() else { return nil }
        let size = try Checkpoint(parsing: note.text).size
        guard size >= seq else { return nil }
        self.seq = seq
        record = entry.record
        path = try reader.inclusionProof(of: seq, in: size)
        checkpoint = note
        receipts = try reader.receipts(covering: seq).map { receipt in
            let size = receipt.size
            return ReceiptDocument(receipt, path: try reader.inclusionProof(of: seq, in: size))
        }
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object.
    package init?(_ value: CanonicalValue) {
        guard let seq = value["seq"]?.integer, let record = value["record"]?.string,
            case .array(let items)? = value["path"],
            let note = value["checkpoint"]?.string.flatMap({ try? SignedNote(parsing: $0) })  // told by the caller
        else { return nil }
        let path = items.compactMap { item in
            item.string.flatMap { Data(base64Encoded: $0) }.flatMap { TreeHash(bytes: $0) }
        }
        guard path.count == items.count else { return nil }
        receipts = []
        if case .array(let given)? = value["receipts"] {
            receipts = given.compactMap { ReceiptDocument($0) }
            guard receipts.count == given.count else { return nil }
        }
        self.seq = seq
        self.record = Array(record.utf8)
        self.path = path
        checkpoint = note
    }

    /// The document.
    package var value: CanonicalValue {
        [
            "seq": .integer(seq), "record": .string(String(decoding: record, as: UTF8.self)),
            "leaf": .string(TreeHash.leaf(of: record).base64), "path": .array(path.map { .string($0.base64) }),
            "checkpoint": .string(checkpoint.encoded), "receipts": .array(receipts.map(\.value)),
        ]
    }

    /// Whether the path leads from the record to the checkpoint's root; who signed that is another question.
    package var holds: Bool {
        // What is no checkpoint proves nothing.
        guard let checkpoint = try? Checkpoint(parsing: checkpoint.text) else { return false }  // see above
        return MerkleProof.root(
            ofTreeWith: checkpoint.size, leaf: seq - 1, hash: .leaf(of: record), path: path) == checkpoint.root
    }

    /// The lines for a person.
    package var lines: [String] {
        let text = checkpoint.encoded.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return ["record      \(String(decoding: record, as: UTF8.self))", "leaf        \(TreeHash.leaf(of: record))"]
            + path.enumerated().map { "\($0.offset == 0 ? "path      " : "          ")  \($0.element)" }
            + text.enumerated().map { "\($0.offset == 0 ? "checkpoint" : "          ")  \($0.element)" }
            + receipts.flatMap { $0.lines(provingRecord: record, seq: seq) }
    }
}
