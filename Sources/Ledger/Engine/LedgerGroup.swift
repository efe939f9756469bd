import MerkleLog

/// What becomes of the requests of one transaction, before it is committed.
///
/// Invariant: a request whose decision failed adds nothing to the transaction.
struct LedgerGroup {
    /// The most logs that one site may begin. A site begins another where its journal was damaged, which is rare; each costs memory,
    /// and a line of health and metrics, for ever.
    static let logsOfSite = 100

    let store: any LedgerStore
    let signer: NoteSigner
    let rules: LedgerRules
    let logs: [String: SiteLog]
    /// Nanoseconds since 1970.
    let now: Int64

    private(set) var changes: [LedgerChange] = []
    private(set) var changedLogs: [String: SiteLog] = [:]
    private(set) var counters = LedgerCounters()
    /// The logs under whose name there is an alarm about the clock.
    private(set) var clockAlarms: Set<String>
    private(set) var alarms: [(source: String, notice: AlarmNotice)] = []
    private(set) var finished: [(job: LedgerJob, outcome: Result<LedgerJob.Outcome, LedgerError>)] = []

    init(
        store: any LedgerStore, signer: NoteSigner, rules: LedgerRules, logs: [String: SiteLog],
        clockAlarms: Set<String>, now: Int64
    ) {
        self.store = store
        self.signer = signer
        self.rules = rules
        self.logs = logs
        self.clockAlarms = clockAlarms
        self.now = now
    }

    mutating func decide(_ job: LedgerJob) {
        do throws(LedgerError) {
            finished.append((job, .success(try outcome(of: job))))
        } catch {
            finished.append((job, .failure(error)))
        }
    }

    private mutating func outcome(of job: LedgerJob) throws(LedgerError) -> LedgerJob.Outcome {
        switch job.work {
        case .entries(let batch, let place): .entries(try take(batch, at: place, of: job.source))
        case .checkpoint(let submission): .checkpoint(try take(submission, of: job.source))
        case .file(let file): take(file, of: job.source)
        }
    }

    private func log(_ origin: LogOrigin) -> SiteLog {
        if let log = logs[origin.description] { return log }
        let rule = rules.site(named: origin.site)
        var log = SiteLog(origin: origin, order: rule.order)
        if let key = rule.key, key.name == origin.description { log.configure(key) }
        return log
    }

    private mutating func take(
        _ batch: IngestBatch, at place: BatchPlace, of origin: LogOrigin
    ) throws(LedgerError) -> EntriesVerdict.Answer {
        let source = origin.description
        var log = log(origin)
        let isNew = logs[source] == nil
        if isNew {
            let begun = Set(logs.values.map(\.origin)).union(changedLogs.values.map(\.origin))
            guard begun.count(where: { $0.site == origin.site }) < Self.logsOfSite else {
                return .tooManyLogs(Self.logsOfSite)
            }
        }
        let known = try store.leaves(of: source, at: log.unsettled(of: batch))
        let before = log
        let verdict = log.take(batch, at: place, known: known)
        let store = store
        func stored(from: Int64) throws(LedgerError) -> [TreeHash] {
            try store.leaves(of: source, from: from, limit: 1024)
        }
        let rows = try log.grow(over: verdict.fresh, stored: stored)
        try log.stretch(over: verdict.fresh, stored: stored)
        // A log of which nothing is stored is none: what is refused makes nothing grow.
        if log != before {
            changes.append(.log(log, heard: now))
            changedLogs[source] = log
        }
        if !verdict.fresh.isEmpty {
            changes.append(.entries(verdict.fresh, of: source, lane: place.lane, received: now))
        }
        if !rows.isEmpty { changes.append(.subtrees(rows, of: source)) }
        if !verdict.keys.isEmpty || (isNew && log != before && !log.keys.isEmpty) {
            changes.append(.keys(log.keys, of: source))
        }
        raise(verdict.alarms, of: source)
        switch verdict.answer {
        case .taken(let stored, let duplicates):
            counters.stored += Int64(stored)
            counters.duplicates += Int64(duplicates)
        case .gap: counters.gaps += 1
        case .tooManyLogs: break
        case .refused(let refusals, _): counters.refused += Int64(refusals.count)
        }
        return verdict.answer
    }

    private mutating func take(
        _ submission: CheckpointSubmission, of origin: LogOrigin
    ) throws(LedgerError) -> CheckpointVerdict {
        let source = origin.description
        var log = log(origin)
        let size = submission.checkpoint.size
        let ownRoot = log.order == .all && size <= log.complete ? try root(of: log, size: size) : nil
        let clock = try clock(for: log)
        let result: (verdict: CheckpointVerdict, alarms: [AlarmNotice])
        do throws(NoteError) {
            result = try log.witness(submission, ownRoot: ownRoot, signer: signer, clock: clock)
        } catch {
            throw LedgerError(.refused, place: error.place, cause: error.cause, mend: error.mend)
        }
        raise(result.alarms, of: source)
        if case .cosigned = result.verdict, let receipt = log.witnessed {
            changes.append(.log(log, heard: now))
            changes.append(.receipt(receipt, of: source))
            changedLogs[source] = log
            counters.receipts += 1
            for source in clockAlarms {
                changes.append(.end(.clock, of: source, at: now, reason: "a receipt could be signed again"))
            }
            clockAlarms = []
        } else {
            if case .clockIsBehind(let clock) = result.verdict {
                raise([AlarmNotice(.clock, clock.cause)], of: clock.newestSource)
                clockAlarms.insert(clock.newestSource)
            }
            counters.checkpointsRefused += 1
        }
        return result.verdict
    }

    /// The clock as receipts go by it. The store is asked only where it seems to be behind.
    private func clock(for log: SiteLog) throws(LedgerError) -> ReceiptClock {
        let clock = clock(for: log, but: [])
        return clock.time == nil ? self.clock(for: log, but: try store.aheadReceipts()) : clock
    }

    private func clock(for log: SiteLog, but ahead: Set<AheadReceipt>) -> ReceiptClock {
        func signed(_ log: SiteLog) -> UInt64 {
            guard let receipt = log.witnessed else { return 0 }
            let name = AheadReceipt(source: log.origin.description, size: receipt.size, time: receipt.time)
            return ahead.contains(name) ? 0 : receipt.time
        }
        var clock = ReceiptClock(now: UInt64(max(0, now / 1_000_000_000)), last: signed(log))
        for log in logs.values where signed(log) > clock.newest {
            clock.newest = signed(log)
            clock.newestSource = log.origin.description
        }
        return clock
    }

    private mutating func take(_ file: LedgerFile, of origin: LogOrigin) -> LedgerJob.Outcome {
        changes.append(.file(file, of: origin.description))
        if file.completed != nil { counters.files += 1 }
        return .file
    }

    private mutating func raise(_ notices: [AlarmNotice], of source: String) {
        for notice in notices {
            changes.append(.alarm(notice, of: source, at: now))
            alarms.append((source, notice))
        }
    }

    /// The root of a log's first `size` entries.
    private func root(of log: SiteLog, size: Int64) throws(LedgerError) -> TreeHash {
        if size == log.complete { return log.tree.root }
        return try StoredTree(store: store, source: log.origin.description).root(size: size)
    }
}
