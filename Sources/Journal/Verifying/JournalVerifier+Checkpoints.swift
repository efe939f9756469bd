import Foundation
import GRDB
import MerkleLog

/// Compares what was signed with what is there.
extension JournalVerifier {
    mutating func collectCheckpoints(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT size, note FROM checkpoint ORDER BY size")
        while let row = try rows.next() {
            let size: Int64 = try row.value(at: 0)
            report.checkpoints += 1
            do {
                let note = try SignedNote(parsing: String(decoding: row.value(at: 1) as Data, as: UTF8.self))
                let checkpoint = try Checkpoint(parsing: note.text)
                guard checkpoint.size == size else {
                    throw NoteError(place: "", cause: "it says size \(checkpoint.size)", mend: "")
                }
                pending.append(PendingCheckpoint(source: .own, checkpoint: checkpoint, note: note))
            } catch let error as NoteError {
                blame(JournalFinding(.checkpoint, entry: nil, place: "checkpoint of size \(size)", error.cause))
            }
        }
        for (number, note) in zip(1..., options.anchors) {
            do throws(NoteError) {
                let checkpoint = try Checkpoint(parsing: note.text)
                pending.append(PendingCheckpoint(source: .anchor(number), checkpoint: checkpoint, note: note))
            } catch {
                blame(JournalFinding(.checkpoint, entry: nil, place: "anchor \(number)", error.cause))
            }
        }
        pending.sort { $0.checkpoint.size > $1.checkpoint.size }
    }

    /// Compares the checkpoints of the present size; with `beyondEnd`, those that tell of more entries than there are.
    mutating func comparePending(beyondEnd: Bool = false) throws {
        while let next = pending.last, beyondEnd || next.checkpoint.size <= tree.size {
            pending.removeLast()
            compare(next)
        }
    }

    private mutating func compare(_ pending: PendingCheckpoint) {
        let size = pending.checkpoint.size
        func found(_ cause: String) -> JournalFinding {
            JournalFinding(.checkpoint, entry: nil, place: pending.place, cause)
        }
        guard pending.checkpoint.origin == report.origin.description else {
            return blame(found("it is of another log: \(pending.checkpoint.origin), not \(report.origin)"))
        }
        guard isSigned(pending) else {
            // The entry that told of its key may be the one that is missing or spoilt, and has been named.
            if suspects.isEmpty { blame(found("it is not signed by the log's key, or a signature does not hold")) }
            return
        }
        guard size <= tree.size else {
            if !suspects.contains(tree.size + 1) {
                suspects.insert(tree.size + 1)
                blame(
                    JournalFinding(
                        .missing, entry: tree.size + 1, last: size,
                        "missing: the log was signed with \(size) entries, and \(tree.size) are there"))
            }
            return
        }
        let roots = tree.roots
        // Where entries are missing or misplaced there is no root, and they have been named already.
        guard !roots.isEmpty else { return }
        guard roots.contains(pending.checkpoint.root) else {
            return blame(
                JournalFinding(
                    .checkpoint, entry: agreedSize + 1, last: size, place: pending.place,
                    "its root hash is not that of the entries: they were rewritten somewhere from \(agreedSize + 1) to \(size)"
                ))
        }
        agreedSize = max(agreedSize, size)
        switch pending.source {
        case .own: report.signedSize = max(report.signedSize, size)
        case .anchor:
            report.anchors += 1
            report.anchoredSize = max(report.anchoredSize, size)
        }
    }

    private func isSigned(_ pending: PendingCheckpoint) -> Bool {
        let key = keys.key(at: min(pending.checkpoint.size, max(tree.size, 1))) ?? options.key
        guard let key else { return false }
        switch pending.source {
        case .own:
            // What the journal wrote itself has no signature that need not hold.
            return key.verifies(pending.note)
                && pending.note.signatures.allSatisfy { signature in
                    (keys.key(of: signature) ?? key).verifies(
                        SignedNote(text: pending.note.text, signatures: [signature]))
                }
        case .anchor:
            return key.verifies(pending.note) || options.key?.verifies(pending.note) == true
        }
    }

    mutating func sayWhatIsNotProven() {
        report.key = keys.newest
        func say(_ text: String) { report.limits.append(text) }
        if report.signedSize < report.entries {
            say("entries \(report.signedSize + 1) to \(report.entries) are not covered by a checkpoint yet")
        }
        if report.anchoredSize == 0 {
            say(
                "nothing that was kept elsewhere was given: an old copy of the whole journal, or one whose end was cut off "
                    + "together with its checkpoints, would verify too")
        } else if report.anchoredSize < report.entries {
            say("that the entries after \(report.anchoredSize) are all there is proven by this journal alone")
        }
        if options.key == nil {
            say(
                "which key signs the log is believed to the log itself; compare it with what the site printed at its start"
            )
        }
        if !options.readsFiles { say("recordings and snapshots were not read") }
        if unsummedOrphans > 0 {
            say(
                "\(unsummedOrphans) files that a start set aside have no sum in the log: only their length was compared"
            )
        }
        say("how far destinations have come (the cursors) is not part of the log")
    }
}
