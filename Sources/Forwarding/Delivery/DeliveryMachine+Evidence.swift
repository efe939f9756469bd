import Journal
import Timekeeping

/// Sending files, piece by piece.
extension DeliveryMachine {
    /// How often the same file may be refused, or come to a wrong digest, before it is quarantined.
    static let fileAttempts = 3
    /// How often a receiver may know nothing of a file's entry, although it took it, before the file is quarantined.
    static let unknownAttempts = 5

    mutating func serveEvidence(_ now: MonotonicTime) -> [DeliveryAction]? {
        guard evidence.wait.isDue(now) else { return nil }
        if let progress = evidence.progress { return sendPiece(progress, now) }
        if let retry = retries.first, Lane.ofEvidence.contains(retry.lane) {
            phase = .loading(retry.lane)
            return [.loadFile(retry.lane, after: retry.seq - 1, through: retry.seq)]
        }
        for lane in Lane.ofEvidence where settings.evidence.contains(lane) {
            let cursor = evidence.cursors[lane] ?? 0
            guard cursor < routine.cursor else { continue }
            phase = .loading(lane)
            return [.loadFile(lane, after: cursor, through: routine.cursor)]
        }
        return nil
    }

    mutating func take(
        _ file: PendingFile?, of lane: Lane, scannedThrough: Int64, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        let retry = retries.first.flatMap { $0.lane == lane ? $0 : nil }
        guard let file else {
            if let retry {
                retries.removeFirst()
                phase = .recording
                return [.release(lane, seq: retry.seq), .record([:], nil)]
            }
            guard scannedThrough > evidence.cursors[lane] ?? 0 else {
                phase = .idle
                return []
            }
            evidence.cursors[lane] = scannedThrough
            return proceed(now)
        }
        if retry == nil { evidence.cursors[lane] = max(evidence.cursors[lane] ?? 0, file.seq - 1) }
        // A receiver that refused the entry knows nothing of its file; whoever sends the one again does so with the other.
        if retry == nil, refused.hasEntry(file.seq) {
            return quarantine(
                .init(lane: lane, file: file, isRetry: false, have: nil),
                DeliveryError(
                    .refused, place: "file of entry \(file.seq)", cause: "the entry itself is refused",
                    mend: "send both again when the receiver takes the entry"), now)
        }
        // For what fits one piece asking costs as much as sending, unless the receiver had it and probably still has.
        let isNew = file.seq > evidence.sentThrough[lane] ?? 0
        evidence.progress = .init(
            lane: lane, file: file, isRetry: retry != nil,
            have: isNew && file.total <= evidence.gauge.bytes ? 0 : nil)
        return proceed(now)
    }

    /// Who has lost entries has lost their files as well, or says of each that it is there.
    mutating func rewindEvidence(to seq: Int64) -> [DeliveryAction] {
        if let progress = evidence.progress, !progress.isRetry, progress.file.seq > seq { evidence.progress = nil }
        var actions: [DeliveryAction] = []
        for lane in Lane.ofEvidence {
            guard let cursor = evidence.cursors[lane], cursor > seq else { continue }
            evidence.sentThrough[lane] = max(evidence.sentThrough[lane] ?? 0, cursor)
            evidence.cursors[lane] = seq
            durable[lane] = durable[lane].map { min($0, seq) }
            actions.append(.rewind(lane, to: seq))
        }
        return actions
    }

    private mutating func sendPiece(_ progress: EvidenceProgress.Progress, _ now: MonotonicTime) -> [DeliveryAction] {
        guard let have = progress.have else {
            return send(.file, .sendFile(offset: nil, count: 0), bytes: 0, now)
        }
        let count = Int(min(Int64(evidence.gauge.bytes), progress.file.total - have))
        bucket.charge(count, at: now)
        return send(.file, .sendFile(offset: have, count: count), bytes: count, now)
    }

    mutating func judgeFile(_ verdict: DeliveryVerdict, _ now: MonotonicTime) -> [DeliveryAction] {
        guard var progress = evidence.progress else { return proceed(now) }
        defer { if evidence.progress != nil { evidence.progress = progress } }
        switch verdict {
        case .has(let bytes, let isComplete):
            if sentBytes > 0, bytes > progress.have ?? 0 {
                evidence.gauge.carried(sentBytes, inSeconds: now.seconds(since: sentAt))
            }
            if isComplete { return finish(progress, now) }
            let isNews = bytes > progress.have ?? -1 && bytes < progress.file.total
            if isNews, bytes > 0 { evidenceArrived(now) }
            progress.stepsWithoutProgress = isNews ? 0 : progress.stepsWithoutProgress + 1
            // Going back is believed: the receiver knows what it has.
            progress.have = min(max(bytes, 0), progress.file.total - 1)
            clearFailures()
            if isNews {
                evidence.wait.succeeded()
            } else if progress.stepsWithoutProgress > 1 {
                postponeEvidence(Self.stuck(at: bytes, of: progress), now)
            }
        case .unknownEntry(let error):
            progress.unknowns += 1
            if progress.unknowns >= Self.unknownAttempts, evidence.hasTaken { return quarantine(progress, error, now) }
            postponeEvidence(error, now)
        case .wrongDigest(let error):
            progress.wrongDigests += 1
            progress.have = 0
            if progress.wrongDigests >= Self.fileAttempts { return quarantine(progress, error, now) }
            postponeEvidence(error, now)
        case .unreadable(let error):
            return quarantine(progress, error, now)
        case .tooLarge(let error):
            let before = evidence.gauge.bytes
            evidence.gauge.failed()
            if evidence.gauge.bytes == before { return refuse(&progress, error, now) }
        case .refused(let error, _), .falseReceipt(let error), .missing(_, let error), .holds(_, let error),
            .resume(_, let error), .contradicted(_, let error, _):
            return refuse(&progress, error, now)
        case .failed(let error, let retryAfter):
            if error.code == .timedOut { evidence.gauge.failed() }
            progress.have = nil
            if error.isOfTheLink, error.code != .timedOut { return giveUp(error, retryAfter: retryAfter, now) }
            postponeEvidence(error, retryAfter: retryAfter, now)
        case .accepted, .cosigned:
            return refuse(&progress, Self.stuck(at: progress.have ?? 0, of: progress), now)
        }
        evidence.progress = progress
        return proceed(now)
    }

    private static func stuck(at bytes: Int64, of progress: EvidenceProgress.Progress) -> DeliveryError {
        DeliveryError(
            .nonsense, place: "file of entry \(progress.file.seq)",
            cause: "the receiver says it has \(bytes) of \(progress.file.total) bytes and does not get on",
            mend: "see the receiver's log")
    }

    private mutating func finish(_ progress: EvidenceProgress.Progress, _ now: MonotonicTime) -> [DeliveryAction] {
        evidence.progress = nil
        evidence.wait.succeeded()
        evidence.hasTaken = true
        clearFailures()
        evidenceArrived(now)
        guard progress.isRetry else {
            evidence.cursors[progress.lane] = progress.file.seq
            return proceed(now)
        }
        retries.removeAll { $0.lane == progress.lane && $0.seq == progress.file.seq }
        refused.remove(progress.file.seq, in: progress.lane)
        phase = .recording
        return [.release(progress.lane, seq: progress.file.seq), .record([:], nil)]
    }

    private mutating func refuse(
        _ progress: inout EvidenceProgress.Progress, _ error: DeliveryError, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        progress.refusals += 1
        if progress.refusals >= Self.fileAttempts, evidence.hasTaken { return quarantine(progress, error, now) }
        postponeEvidence(error, now)
        evidence.progress = progress
        return proceed(now)
    }

    private mutating func quarantine(
        _ progress: EvidenceProgress.Progress, _ error: DeliveryError, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        evidence.progress = nil
        evidence.wait.retryNow()
        refused.insert(progress.file.seq, in: progress.lane)
        if progress.isRetry {
            retries.removeAll { $0.lane == progress.lane && $0.seq == progress.file.seq }
        } else {
            evidence.cursors[progress.lane] = progress.file.seq
        }
        phase = .recording
        return [.quarantine(progress.lane, seq: progress.file.seq, reason: error), recording(now)]
    }

    /// No entry waits for a file that is not taken.
    private mutating func postponeEvidence(_ error: DeliveryError, retryAfter: Double? = nil, _ now: MonotonicTime) {
        evidence.wait.postpone(error, retryAfter: retryAfter, settings.backOff, random: random(), now)
    }
}
