import Journal
import Timekeeping

/// Submitting checkpoints, and what counts as a receipt.
extension DeliveryMachine {
    /// Whether the newest checkpoint that the routine lane has passed should be submitted now.
    func isCheckpointDue(_ now: MonotonicTime) -> Bool {
        guard settings.needsReceipt, newestCheckpoint > checkpoints.receiptSize,
            routine.cursor > checkpoints.receiptSize, routine.cursor >= checkpoints.witnessSize,
            checkpoints.wait.isDue(now)
        else { return false }
        // At the end of a backlog at once; within it now and then, so that there is something to show for it.
        if newestCheckpoint <= routine.cursor, routine.window.isEmpty, !routine.needsLoad(head: head) { return true }
        return checkpoints.lastAttempt.map { now.seconds(since: $0) >= Self.checkpointSeconds } ?? true
    }

    mutating func judgeCheckpoint(_ verdict: DeliveryVerdict, _ now: MonotonicTime) -> [DeliveryAction] {
        switch verdict {
        case .cosigned(let receipt):
            guard receipt.size > checkpoints.receiptSize else { return nonsense(now) }
            clearFailures()
            checkpoints.succeeded()
            checkpoints.receiptSize = receipt.size
            checkpoints.receiptSigned = max(checkpoints.receiptSigned, receipt.signed)
            checkpoints.witnessSize = receipt.size
            pendingReceipt = receipt
            arrived(now)
        case .falseReceipt(let error):
            if checkpoints.lastNotice.map({ now.seconds(since: $0) >= 3600 }) ?? true {
                checkpoints.lastNotice = now
                notices.append(.receiptRefused(error))
            }
            postpone(error, now)
        case .holds(let size, let error):
            // Believed once: a receiver that changes its mind all the time is asked ever less often.
            let isNews = size != checkpoints.witnessSize && size <= head && checkpoints.wait.error == nil
            if size <= head { checkpoints.witnessSize = size }
            if isNews {
                checkpoints.wait.show(error)
            } else {
                postpone(size > head ? oldCopy(size, error) : error, now)
            }
        case .missing(let seq, let error):
            return goBack(toMissing: seq, error, now)
        case .refused(let error, _), .tooLarge(let error), .resume(_, let error), .unknownEntry(let error),
            .wrongDigest(let error), .unreadable(let error), .contradicted(_, let error, _):
            postpone(error, now)
        case .failed(let error, let retryAfter):
            if error.isOfTheLink, error.code != .timedOut { return giveUp(error, retryAfter: retryAfter, now) }
            postpone(error, retryAfter: retryAfter, now)
        case .accepted, .has:
            return nonsense(now)
        }
        return proceed(now)
    }

    private mutating func nonsense(_ now: MonotonicTime) -> [DeliveryAction] {
        let error = DeliveryError(
            .nonsense, place: "the newest checkpoint", cause: "the answer says nothing about it",
            mend: "see whether the URL belongs to a ledger")
        postpone(error, now)
        return proceed(now)
    }

    /// Everything from the missing entry on is sent again, unless that is no news: then it was, and changed nothing.
    private mutating func goBack(toMissing seq: Int64, _ error: DeliveryError, _ now: MonotonicTime)
        -> [DeliveryAction]
    {
        let isRefused = refused.hasEntry(seq)
        let wasSentAgain =
            checkpoints.missing.map { seq <= $0.seq && now.seconds(since: $0.at) < Self.missingSeconds } ?? false
        if !isRefused, !wasSentAgain, seq > 0, seq <= routine.cursor {
            checkpoints.missing = (seq, now)
            return rewind(.routine, to: seq - 1) + [.record([:], nil)]
        }
        postpone(isRefused ? hole(seq) : error, now)
        return proceed(now)
    }

    private func hole(_ seq: Int64) -> DeliveryError {
        DeliveryError(
            .conflict, place: "entry \(seq)",
            cause: "the ledger refused it, and signs for nothing behind it without it",
            mend: "mend at the ledger what `karaulactl quarantine list` says, then `karaulactl quarantine retry \(seq)`"
        )
    }

    func oldCopy(_ size: Int64, _ error: DeliveryError) -> DeliveryError {
        DeliveryError(
            .conflict, place: error.place,
            cause:
                "the ledger has \(size) entries of this log, and this journal ends at \(head): an old copy of it "
                + "runs here", mend: "see docs/operations.md, \"A site that was restored\"")
    }

    /// Nothing else waits for a checkpoint that is not signed.
    private mutating func postpone(_ error: DeliveryError, retryAfter: Double? = nil, _ now: MonotonicTime) {
        checkpoints.wait.postpone(error, retryAfter: retryAfter, settings.backOff, random: random(), now)
    }

    /// Takes the receiver's word that it has a lane only up to `seq`. What is returned goes before the next record.
    mutating func rewind(_ lane: Lane, to seq: Int64) -> [DeliveryAction] {
        let path = Self.path(lane)
        rewound[lane] = max(rewound[lane] ?? 0, self[keyPath: path].cursor)
        self[keyPath: path].rewind(to: seq)
        // Who has lost one lane may have lost the others.
        settled.forget(after: min(seq, routine.cursor))
        if lane == .alarm {
            storms.reset()
            judgedThrough = min(judgedThrough, seq)
        }
        durable[lane] = durable[lane].map { min($0, seq) }
        phase = .recording
        return [.rewind(lane, to: seq)] + (lane == .routine ? rewindEvidence(to: seq) : [])
    }
}
