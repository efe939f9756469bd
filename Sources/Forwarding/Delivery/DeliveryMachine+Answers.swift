import Journal
import Timekeeping

/// What an answer means for what comes next.
extension DeliveryMachine {
    mutating func judge(_ verdict: DeliveryVerdict, of job: Job, _ now: MonotonicTime) -> [DeliveryAction] {
        var verdict = verdict
        if case .contradicted(let newest, let error, let named) = verdict {
            // Who knows more of this log than there is knows another history of it: no single entry is to blame.
            verdict =
                newest > head
                ? .failed(oldCopy(newest, error), retryAfterSeconds: nil) : .refused(error, named: named)
        }
        switch job {
        case .entries(let lane, let attempt): return judge(verdict, lane, attempt, now)
        case .retry(let retry): return judgeRetry(verdict, retry, now)
        case .checkpoint: return judgeCheckpoint(verdict, now)
        case .file: return judgeFile(verdict, now)
        }
    }

    /// What was to be sent is not there.
    mutating func passOver(_ job: Job, _ now: MonotonicTime) -> [DeliveryAction] {
        switch job {
        case .retry(let retry):
            retries.removeAll { $0 == retry }
            phase = .recording
            return [.release(retry.lane, seq: retry.seq), .record([:], nil)]
        case .checkpoint:
            // There is none between the last receipt and the cursor; the next commit or second may bring one.
            checkpoints.wait.rest(until: now.advanced(bySeconds: Self.checkpointSeconds))
        case .entries, .file:
            break
        }
        return proceed(now)
    }

    private mutating func judge(
        _ verdict: DeliveryVerdict, _ lane: Lane, _ attempt: EntryLane.Attempt, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        if case .resume(let seq, let error) = verdict { return goBack(lane, to: seq, error, now) }
        let path = Self.path(lane)
        let (outcome, next) = self[keyPath: path].judge(verdict, of: attempt)
        switch outcome {
        case .failed(let error, let retryAfter):
            if error.code == .timedOut { gauge.failed() }
            return giveUp(lane, error, retryAfter: retryAfter, now)
        case .again:
            guard let next else { return proceed(now) }
            return send(lane, next.attempt, next.seqs, now)
        case .moved(let refusals, let accepted):
            gauge.carried(sentBytes, inSeconds: now.seconds(since: sentAt))
            clearFailures()
            if lane == .routine { rest.succeeded() }
            if !accepted.isEmpty, !settings.needsReceipt { arrived(now) }
            if lane != .routine {
                for seq in accepted { settled.insert(seq) }
                for refusal in refusals { settled.insert(refusal.seq) }
            }
            // What came in another lane after all is not refused any more, and what is known to be refused is no news.
            let taken = accepted.flatMap { seq in refused.entryLanes(of: seq).map { (seq: seq, lane: $0) } }
            let news = refusals.filter { !refused.hasEntry($0.seq) }
            for one in taken { refused.remove(one.seq, in: one.lane) }
            for one in news { refused.insert(one.seq, in: lane) }
            if let high = rewound[lane], self[keyPath: path].cursor > high {
                rewound[lane] = nil
                setbacks = 0
            }
            guard !news.isEmpty || !taken.isEmpty else { return proceed(now) }
            phase = .recording
            return taken.map { .release($0.lane, seq: $0.seq) }
                + news.map { .quarantine(lane, seq: $0.seq, reason: $0.reason) } + [recording(now)]
        }
    }

    /// The receiver has this lane only up to `seq`.
    private mutating func goBack(
        _ lane: Lane, to seq: Int64, _ error: DeliveryError, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        let cursor = entryLane(lane).cursor
        guard seq >= 0, seq < cursor else { return giveUp(lane, error, retryAfter: nil, now) }
        // A step back before the last one was made good is no progress, and ends in a wait.
        let isAgain = rewound[lane].map { cursor <= $0 } ?? false
        let actions = rewind(lane, to: seq)
        guard isAgain else { return actions + [.record([:], nil)] }
        // What is taken in between only to be forgotten again makes no wait shorter.
        setbacks += 1
        if lane != .routine { hardFailures = max(hardFailures, setbacks - 1) }
        return actions + giveUp(lane, error, retryAfter: nil, atLeast: setbacks - 1, now)
    }

    private mutating func judgeRetry(
        _ verdict: DeliveryVerdict, _ retry: DeliveryOpening.Retry, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        let outcome: DeliveryAction
        switch verdict {
        case .accepted:
            clearFailures()
            rest.succeeded()
            if !settings.needsReceipt { arrived(now) }
            refused.remove(retry.seq, in: retry.lane)
            outcome = .release(retry.lane, seq: retry.seq)
        case .failed(let error, let retryAfter):
            return giveUp(.routine, error, retryAfter: retryAfter, now)
        case .resume(_, let error), .refused(let error, _), .tooLarge(let error), .falseReceipt(let error),
            .holds(_, let error), .missing(_, let error), .unknownEntry(let error), .wrongDigest(let error),
            .unreadable(let error), .contradicted(_, let error, _):
            outcome = .quarantine(retry.lane, seq: retry.seq, reason: error)
        case .cosigned, .has:
            return proceed(now)
        }
        retries.removeAll { $0 == retry }
        phase = .recording
        return [outcome, .record([:], nil)]
    }

    mutating func clearFailures() {
        hardFailures = 0
        failure = nil
    }

    /// Waits after a failure in a lane: with everything if the link is in trouble or what is urgent was refused, and else only
    /// with what is not urgent.
    private mutating func giveUp(
        _ lane: Lane, _ error: DeliveryError, retryAfter: Double?, atLeast: Int = 0, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        guard lane == .routine, !error.isOfTheLink else { return giveUp(error, retryAfter: retryAfter, now) }
        routine.forget()
        rest.postpone(
            error, retryAfter: retryAfter, atLeast: atLeast, settings.backOff, random: random(), now)
        return proceed(now)
    }

    mutating func giveUp(_ error: DeliveryError, retryAfter: Double?, _ now: MonotonicTime) -> [DeliveryAction] {
        hardFailures += 1
        failure = error
        // Read again from the cursors afterwards: nothing is kept while nothing can be sent.
        assistance.forget()
        alarm.forget()
        routine.forget()
        let wait = settings.backOff.wait(after: hardFailures, retryAfter: retryAfter, random: random())
        phase = .waiting(until: now.advanced(bySeconds: wait), isAskedFor: retryAfter != nil)
        guard isOpen, isDirty, error.code != .journal else { return [] }
        return [recording(now)]
    }
}
