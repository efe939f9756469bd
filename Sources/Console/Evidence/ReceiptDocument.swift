package import Journal
package import MerkleLog
import Timekeeping

import struct FoundationEssentials.Data

/// That a destination signed for a log that holds an entry: the checkpoint with its cosignature, and the entry's path in it.
package struct ReceiptDocument: Sendable, Hashable {
    /// The destination, as it was configured.
    package var destination: String
    /// The verifier key, as it was configured when the receipt came.
    package var key: String
    /// When the destination signed, as it says; seconds since 1970.
    package var signed: UInt64
    /// The audit path of the entry in the checkpoint's tree.
    package var path: [TreeHash]
    /// The checkpoint, with the destination's cosignature.
    package var note: SignedNote

    /// Tells a stored receipt, with the entry's path in its tree.
    package init(_ receipt: StoredReceipt, path: [TreeHash]) {
        destination = receipt.destination
        key = receipt.key
        signed = receipt.signed
        note = receipt.note
        self.path = path
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object.
    package init?(_ value: CanonicalValue) {
        guard let destination = value["destination"]?.string, let key = value["key"]?.string,
            let signed = value["signed"]?.integer, signed >= 0, case .array(let items)? = value["path"],
            let note = value["note"]?.string.flatMap({ try? SignedNote(parsing: $0) })  // told by the caller
        else { return nil }
        let path = items.compactMap { item in
            item.string.flatMap { Data(base64Encoded: $0) }.flatMap { TreeHash(bytes: $0) }
        }
        guard path.count == items.count else { return nil }
        self.destination = destination
        self.key = key
        self.signed = UInt64(signed)
        self.path = path
        self.note = note
    }

    /// The document.
    package var value: CanonicalValue {
        [
            "destination": .string(destination), "key": .string(key), "signed": .integer(Int64(clamping: signed)),
            "path": .array(path.map { .string($0.base64) }), "note": .string(note.encoded),
        ]
    }

    /// Whether the entry with this record is in the signed tree, and the signature is the key's and says the time.
    package func holds(forRecord record: [UInt8], seq: Int64) -> Bool {
        // What cannot be read proves nothing.
        guard let checkpoint = try? Checkpoint(parsing: note.text), let key = try? NoteKey(parsing: key),  // see above
            key.algorithm == .cosignature, key.signatureTime(in: note) == signed
        else { return false }
        return MerkleProof.root(
            ofTreeWith: checkpoint.size, leaf: seq - 1, hash: .leaf(of: record), path: path) == checkpoint.root
    }

    /// The lines for a person.
    func lines(provingRecord record: [UInt8], seq: Int64) -> [String] {
        let (time, overflows) = Int64(clamping: signed).multipliedReportingOverflow(by: 1_000_000_000)
        let moment = overflows ? "a time far away" : String(UTCTime(nanoseconds: time).rfc3339.prefix(19)) + "Z"
        guard holds(forRecord: record, seq: seq) else {
            return ["receipt     DOES NOT HOLD: what is stored as the receipt of \(destination)"]
        }
        return [
            "received    by \(destination), which signed for it at \(moment)", "            key \(key)",
        ]
    }
}
