import Journal
import Timekeeping

/// What is done next.
extension DeliveryMachine {
    func isPaused(_ now: MonotonicTime) -> Bool { pausedUntil.map { $0 > now } ?? false }

    mutating func proceed(_ now: MonotonicTime) -> [DeliveryAction] {
        routine.skip(through: settled.runEnd(after: routine.cursor))
        settled.drop(through: routine.cursor)
        let summaries = storms.takeDue(at: now)
        if !summaries.isEmpty {
            summarising = summaries
            phase = .recording
            return [.summarise(summaries), .record([:], nil)]
        }
        if isDirty, now.seconds(since: lastRecorded ?? .init(nanoseconds: .min / 2)) >= Self.busyFlushSeconds {
            return record(now)
        }
        if let actions = serve(\.assistance, now) { return actions }
        let paused = isPaused(now)
        if !paused, let actions = serveNormally(now) { return actions }
        if isDirty, now.seconds(since: lastRecorded ?? .init(nanoseconds: .min / 2)) >= Self.quietFlushSeconds {
            return record(now)
        }
        phase = .idle
        return []
    }

    private mutating func serveNormally(_ now: MonotonicTime) -> [DeliveryAction]? {
        if let actions = serve(\.alarm, now) { return actions }
        guard rest.isDue(now) else { return nil }
        if let retry = retries.first, Lane.ofEntries.contains(retry.lane) {
            return send(.retry(retry), .resend(retry.lane, seq: retry.seq, after: 0), bytes: 0, now)
        }
        if isCheckpointDue(now) {
            checkpoints.lastAttempt = now
            let old = checkpoints.witnessSize
            return send(.checkpoint, .submitCheckpoint(upTo: routine.cursor, old: old), bytes: 0, now)
        }
        guard bucket.ready(at: now) <= now else { return nil }
        if let actions = serve(\.routine, now) { return actions }
        return serveEvidence(now)
    }

    private mutating func serve(_ path: WritableKeyPath<DeliveryMachine, EntryLane>, _ now: MonotonicTime)
        -> [DeliveryAction]?
    {
        let lane = self[keyPath: path]
        if !lane.window.isEmpty {
            let (attempt, seqs) = lane.nextRequest(bytes: gauge.bytes)
            return send(lane.lane, attempt, seqs, now)
        }
        guard lane.needsLoad(head: head) else { return nil }
        phase = .loading(lane.lane)
        if lane.lane == .routine,
            let (seqs, through) = settled.gaps(after: lane.cursor, through: head, limit: lane.loadLimit)
        {
            return [.load(.routine, .these(seqs, through: through))]
        }
        return [.load(lane.lane, .after(lane.cursor, limit: lane.loadLimit))]
    }

    mutating func send(
        _ lane: Lane, _ attempt: EntryLane.Attempt, _ seqs: [Int64], _ now: MonotonicTime
    ) -> [DeliveryAction] {
        let state = entryLane(lane)
        let asked = Set(seqs)
        let bytes = state.window.reduce(0) { $0 + (asked.contains($1.seq) ? $1.byteCount : 0) }
        if lane == .routine { bucket.charge(bytes, at: now) }
        return send(.entries(lane, attempt), .send(lane, seqs, after: state.cursor), bytes: bytes, now)
    }

    mutating func send(_ job: Job, _ action: DeliveryAction, bytes: Int, _ now: MonotonicTime) -> [DeliveryAction] {
        phase = .sending(job)
        sentAt = now
        sentBytes = bytes
        return [action]
    }

    func entryLane(_ lane: Lane) -> EntryLane {
        switch lane {
        case .assistance: assistance
        case .alarm: alarm
        default: routine
        }
    }

    static func path(_ lane: Lane) -> WritableKeyPath<DeliveryMachine, EntryLane> {
        switch lane {
        case .assistance: \.assistance
        case .alarm: \.alarm
        default: \.routine
        }
    }

    // MARK: What was read

    mutating func take(
        _ entries: [PendingEntry], of lane: Lane, scannedThrough: Int64, _ now: MonotonicTime
    ) -> [DeliveryAction] {
        let before = entryLane(lane).cursor
        // A journal that shows nothing behind the cursor although it promised more is asked again at its next commit.
        guard scannedThrough > before else {
            phase = .idle
            return []
        }
        if lane == .alarm, settings.sendsFolded, entries.count >= alarm.loadLimit,
            head - scannedThrough > Self.staleSpan
        {
            return leaveStaleAlarms(now)
        }
        if lane == .assistance { assistanceSeen = max(assistanceSeen, entries.last?.seq ?? 0) }
        self[keyPath: Self.path(lane)].take(
            lane == .alarm ? unfolded(entries, now) : entries, scannedThrough: scannedThrough)
        return proceed(now)
    }

    /// Goes on with the newest alarms and leaves the others to the routine lane, which brings them in their order: after days
    /// without a link, what happens now must not wait behind everything that happened.
    private mutating func leaveStaleAlarms(_ now: MonotonicTime) -> [DeliveryAction] {
        alarm.skip(through: head - Self.freshSpan)
        judgedThrough = max(judgedThrough, alarm.cursor)
        foldedSeqs = []
        return proceed(now)
    }

    /// The entries without those that a storm's summary stands for.
    private mutating func unfolded(_ entries: [PendingEntry], _ now: MonotonicTime) -> [PendingEntry] {
        var kept: [PendingEntry] = []
        var folded: Set<Int64> = []
        for entry in entries {
            // What was read before and not sent is not counted twice.
            let isFolded =
                if entry.seq <= judgedThrough {
                    foldedSeqs.contains(entry.seq)
                } else {
                    entry.alarm.map { storms.folds($0, seq: entry.seq, at: now) } ?? false
                }
            judgedThrough = max(judgedThrough, entry.seq)
            guard isFolded else {
                kept.append(entry)
                continue
            }
            folded.insert(entry.seq)
            if !settings.sendsFolded { settled.insert(entry.seq) }
        }
        foldedSeqs = folded
        return kept
    }

    // MARK: Writing down

    /// Up to where each lane may be written down.
    var cursors: [Lane: Int64] {
        var cursors = evidence.cursors.filter { settings.evidence.contains($0.key) }
        cursors[.assistance] = assistance.cursor
        // Who finds the cursor after a crash must find again what no summary has told of.
        cursors[.alarm] = min(alarm.cursor, storms.firstUntold.map { $0 - 1 } ?? .max)
        cursors[.routine] = routine.cursor
        return cursors.filter { $0.value > durable[$0.key] ?? 0 }
    }

    var isDirty: Bool { pendingReceipt != nil || !cursors.isEmpty }

    /// What is acknowledged and not written down.
    var unrecorded: (cursors: [Lane: Int64], receipt: StoredReceipt?) {
        isOpen ? (cursors, pendingReceipt) : ([:], nil)
    }

    mutating func record(_ now: MonotonicTime) -> [DeliveryAction] {
        phase = .recording
        return [recording(now)]
    }

    mutating func recording(_ now: MonotonicTime) -> DeliveryAction {
        let (seqs, receipt) = (cursors, pendingReceipt)
        durable.merge(seqs) { $1 }
        pendingReceipt = nil
        lastRecorded = now
        return .record(seqs, receipt)
    }
}
