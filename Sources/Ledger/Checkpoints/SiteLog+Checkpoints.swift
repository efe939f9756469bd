public import MerkleLog

extension SiteLog {
    /// Decides about a checkpoint and, if all holds, cosigns it.
    ///
    /// What is asked, and in which order, is C2SP tlog-witness's; whether all entries are here is asked last.
    ///
    /// - Parameters:
    ///   - ownRoot: the root that the stored entries give at the checkpoint's size; `nil` if they do not reach it.
    ///   - signer: the ledger's key.
    ///   - clock: what time the receipt may carry.
    /// - Throws: ``NoteError`` if the ledger's key cannot sign.
    public mutating func witness(
        _ submission: CheckpointSubmission, ownRoot: TreeHash?, signer: NoteSigner, clock: ReceiptClock
    ) throws(NoteError) -> (verdict: CheckpointVerdict, alarms: [AlarmNotice]) {
        let checkpoint = submission.checkpoint
        let size = checkpoint.size
        guard let key = key(forSize: size), key.verifies(submission.note) else {
            // The entry that names the key may be among those that are missing: a ledger that lost it must be able to say so.
            return (order == .all && size > complete ? .missing(complete + 1) : .unknownKey, [])
        }
        guard submission.old <= size else { return (.malformed, []) }
        let last = witnessed?.size ?? 0
        guard submission.old == last else {
            // An old one that says what is stored here came late, or twice: a log that lost its end and goes on has another root.
            guard size < last, ownRoot != checkpoint.root else { return (.otherSize(last), []) }
            return (
                .otherSize(last),
                [
                    AlarmNotice(
                        .shrunk,
                        "a checkpoint of \(size) entries came after one of \(last) was cosigned, and is not known to be an "
                            + "old one: the log lost its end, or an old copy of it runs")
                ]
            )
        }
        if let witnessed, size == last, witnessed.root != checkpoint.root {
            return (
                .forked(last),
                [AlarmNotice(.forked, "two checkpoints of \(size) entries have different roots")]
            )
        }
        let oldRoot = witnessed?.root ?? .emptyRoot
        guard
            MerkleProof.isConsistent(
                from: submission.old, oldRoot, to: size, checkpoint.root, proof: submission.proof)
        else {
            let text = "the checkpoint of \(size) entries is not proven to continue the one of \(last)"
            return (.unproven(text), [AlarmNotice(.forked, text)])
        }
        if order == .all {
            guard let ownRoot else { return (.missing(complete + 1), []) }
            guard ownRoot == checkpoint.root else {
                let text = "the checkpoint of \(size) entries has another root than the entries that are stored here"
                return (.unproven(text), [AlarmNotice(.forked, text)])
            }
        }
        guard let time = clock.time else { return (.clockIsBehind(clock), []) }
        let signature = try signer.sign(submission.note.text, time: time)
        var note = submission.note
        note.signatures = note.signatures.filter { key.name == $0.name } + [signature]
        witnessed = Witnessed(size: size, root: checkpoint.root, time: time, note: note.encoded)
        return (.cosigned(signature.line + "\n"), [])
    }
}
