import Journal
public import MerkleLog
public import Timekeeping

/// Decides whether what a destination answered to a checkpoint is its receipt.
///
/// A receipt is a cosignature (C2SP tlog-cosignature, "cosignature/v1") by the one key that the destination is known by, over
/// the very checkpoint that was submitted, not older than the receipt before, and not from the future.
public struct ReceiptCheck: Sendable {
    /// How far a ledger's clock may be ahead of this site's, in seconds, before its receipts are not believed.
    static let toleranceSeconds: UInt64 = 24 * 3600

    /// The destination, for errors.
    public var place: String
    /// The name of the destination.
    public var destination: String
    /// The key that the destination signs with.
    public var key: NoteKey
    /// When the receipt before was signed, as its signer says; seconds since 1970.
    public var lastSigned: UInt64

    /// Makes a check.
    public init(place: String, destination: String, key: NoteKey, lastSigned: UInt64) {
        self.place = place
        self.destination = destination
        self.key = key
        self.lastSigned = lastSigned
    }

    /// Judges the body of a 200 answer to the submission of `note`.
    ///
    /// - Parameter now: this site's time. A clock that was never set (before 2024) is not asked.
    public func verdict(on body: [UInt8], for note: SignedNote, at now: UTCTime) -> DeliveryVerdict {
        guard let text = String(validating: body, as: UTF8.self) else { return refused("it is no text") }
        let lines = text.split(separator: "\n")
        guard !lines.isEmpty, lines.count <= 100 else { return refused("it holds \(lines.count) signature lines") }
        var signed = SignedNote(text: note.text)
        for line in lines {
            guard let signature = NoteSignature(line: line) else { return refused("a line in it is no signature") }
            if signature.name == key.name, signature.keyHash == key.hash { signed.signatures.append(signature) }
        }
        guard let signature = signed.signatures.first else {
            return refused("none of its signatures is by \(key.name)")
        }
        guard key.algorithm == .cosignature, let time = key.signatureTime(in: signed) else {
            return refused("the signature by \(key.name) does not hold for the checkpoint that was sent")
        }
        guard time >= lastSigned else {
            return refused("it was signed \(lastSigned - time) s before the receipt before it")
        }
        let present = UInt64(clamping: now.nanoseconds / 1_000_000_000)
        guard present < 1_704_067_200 || time <= present + Self.toleranceSeconds else {
            return refused("it was signed \(time - present) s from now, in the future")
        }
        guard let checkpoint = try? Checkpoint(parsing: note.text) else {  // the journal made it
            return refused("it is for a text that is no checkpoint")
        }
        var whole = note
        whole.signatures.append(signature)
        return .cosigned(
            StoredReceipt(
                destination: destination, size: checkpoint.size, note: whole, signed: time, key: key.description,
                received: now))
    }

    private func refused(_ cause: String) -> DeliveryVerdict {
        .falseReceipt(
            DeliveryError(
                .falseReceipt, place: place, cause: "what it gave as a receipt is none: \(cause)",
                mend: "see receipt_key, and whether the ledger is the one it should be; the checkpoint is sent again"))
    }
}
