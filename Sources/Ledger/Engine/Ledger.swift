public import Logging
import Dispatch
public import MerkleLog
import Synchronization
public import Timekeeping

/// What a sector stores of its sites: entries, checkpoints, pictures, and the receipts that it signs for them.
///
/// Requests are decided by ``SiteLog``, which is pure, and stored in groups: while one transaction is synced the next requests
/// gather. Invariants:
/// - Nobody is told that something is stored, or given a receipt, before the transaction that says so is durable.
/// - If a transaction fails, nothing of it counts as taken.
/// - What waits is bounded.
public final class Ledger: Sendable {
    struct State {
        var logs: [String: SiteLog] = [:]
        var heard: [String: Int64] = [:]
        var waiting = JobQueue<LedgerJob>()
        var counters = LedgerCounters()
        var silence = SilenceWatch()
        /// The logs under whose name there is an alarm about the clock.
        var clockAlarms: Set<String> = []
        /// Why the last transaction could not be; cleared by one that could.
        var problem: LedgerError?
        /// Why the last piece of a file could not be written; cleared by one that could.
        var fileProblem: LedgerError?
    }

    let store: any LedgerStore
    let signer: NoteSigner
    let shelf: FileShelf
    let rules: LedgerRules
    let clock: any SiteClock
    let logger: Logger
    let state: Mutex<State>
    let onBroken: @Sendable (LedgerError) -> Void
    let queue = DispatchQueue(label: "karaula.ledger.commit")
    let fileQueue = DispatchQueue(label: "karaula.ledger.files", attributes: .concurrent)

    /// Opens a ledger over what `store` has.
    ///
    /// - Parameters:
    ///   - directory: where files lie.
    ///   - signer: the key for receipts, of algorithm `cosignature`.
    ///   - synchronizeFile: fsync(2) for files, unless a test lets it fail.
    ///   - onBroken: called when the disk can no longer be trusted; the process should end, and begin anew.
    public init(
        store: any LedgerStore, directory: String, signer: NoteSigner, rules: LedgerRules, clock: any SiteClock,
        logger: Logger, synchronizeFile: (@Sendable (Int32) -> Int32)? = nil,
        onBroken: @escaping @Sendable (LedgerError) -> Void = { _ in }
    ) throws(LedgerError) {
        self.store = store
        self.signer = signer
        self.rules = rules
        self.clock = clock
        self.logger = logger
        self.onBroken = onBroken
        shelf = FileShelf(directory: directory, synchronize: synchronizeFile)
        var state = State()
        var changes: [LedgerChange] = []
        for stored in try store.logs() {
            var log = stored.log
            let rule = rules.site(named: log.origin.site)
            log.order = rule.order
            if let key = rule.key, key.name == log.origin.description {
                log.configure(key)
                if log.keys != stored.log.keys { changes.append(.keys(log.keys, of: log.origin.description)) }
            }
            state.logs[log.origin.description] = log
            state.heard[log.origin.description] = stored.heard
        }
        if !changes.isEmpty { try store.commit(changes) }
        let watched = rules.sites?.map(\.name) ?? Array(Set(state.logs.values.map(\.origin.site)))
        state.silence = SilenceWatch(sites: watched, at: clock.now().nanoseconds)
        for alarm in try store.alarms(includingEnded: false) {
            if alarm.kind == .clock { state.clockAlarms.insert(alarm.source) }
            guard alarm.kind == .silent, let site = LogOrigin(parsing: alarm.source)?.site else { continue }
            state.silence.noteAlarm(of: site)
        }
        self.state = Mutex(state)
    }

    /// Nanoseconds since 1970.
    var now: Int64 { clock.reading().utc.nanoseconds }

    /// Takes a batch of entries; the answer comes when what it says is durable.
    ///
    /// - Throws: ``LedgerError`` if that cannot be now; nothing of the batch counts as taken then.
    public func take(_ batch: IngestBatch, at place: BatchPlace) async throws(LedgerError) -> EntriesVerdict.Answer {
        guard batch.refused.isEmpty, let source = batch.source else {
            if !batch.refused.isEmpty { state.withLock { $0.counters.refused += Int64(batch.refused.count) } }
            return batch.refused.isEmpty ? .taken(stored: 0, duplicates: 0) : .refused(batch.refused)
        }
        let weight = batch.entries.reduce(0) { $0 + $1.record.count + ($1.payload?.count ?? 0) + 256 }
        guard case .entries(let answer) = try await perform(.entries(batch, place), on: source, weight: weight) else {
            throw Self.confused
        }
        if case .tooManyLogs(let limit) = answer {
            logger.warning(
                "a site may not begin another log", metadata: ["source": "\(source)", "logs": "\(limit)"])
        }
        return answer
    }

    /// Takes a checkpoint; the receipt comes when it is durable. `nil` if no log of this origin is known.
    public func take(_ submission: CheckpointSubmission) async throws(LedgerError) -> CheckpointVerdict? {
        guard let origin = LogOrigin(parsing: submission.checkpoint.origin), knows(origin) else { return nil }
        guard case .checkpoint(let verdict) = try await perform(.checkpoint(submission), on: origin, weight: 8192)
        else {
            throw Self.confused
        }
        return verdict
    }

    /// Whether a log is known: something of it is stored, or a person wrote down its key.
    private func knows(_ origin: LogOrigin) -> Bool {
        if state.withLock({ $0.logs[origin.description] != nil }) { return true }
        return rules.site(named: origin.site).key?.name == origin.description
    }

    static let confused = LedgerError(
        .refused, place: "the ledger", cause: "an answer was given to another question",
        mend: "Report this with the log")

    /// Hands work to the next transaction and waits for it.
    func perform(
        _ work: LedgerJob.Work, on source: LogOrigin, weight: Int
    ) async throws(LedgerError) -> LedgerJob.Outcome {
        let result: Result<LedgerJob.Outcome, LedgerError> = await withCheckedContinuation { continuation in
            let job = LedgerJob(source: source, work: work, weight: weight) { continuation.resume(returning: $0) }
            let mustSchedule = state.withLock { $0.waiting.add(job, of: source.description, weight: weight) }
            switch mustSchedule {
            case nil:
                job.finish(
                    .failure(
                        LedgerError(
                            .overloaded, place: "the ledger", cause: "too many requests wait for the disk",
                            mend: "Send again later")))
            case true?: queue.async { self.runGroup() }
            case false?: break
            }
        }
        return try result.get()
    }

    private func runGroup() {
        let (jobs, logs, clockAlarms) = state.withLock { ($0.waiting.takeGroup(), $0.logs, $0.clockAlarms) }
        var group = LedgerGroup(
            store: store, signer: signer, rules: rules, logs: logs, clockAlarms: clockAlarms, now: now)
        for job in jobs { group.decide(job) }
        let started = clock.now()
        do throws(LedgerError) {
            if !group.changes.isEmpty { try store.commit(group.changes) }
            let seconds = clock.now().seconds(since: started)
            state.withLock { state in
                for (source, log) in group.changedLogs {
                    state.logs[source] = log
                    state.heard[source] = group.now
                }
                state.clockAlarms = group.clockAlarms
                state.counters.add(group.counters)
                if !group.changes.isEmpty {
                    state.counters.commits += 1
                    state.counters.committedRequests += Int64(group.finished.count)
                    state.counters.commitSeconds += seconds
                    // What committed nothing says nothing of the disk.
                    state.problem = nil
                }
            }
            if !clockAlarms.isEmpty, group.clockAlarms.isEmpty { logger.notice("receipts are signed again") }
            for alarm in group.alarms {
                logger.error(
                    "an alarm of the ledger",
                    metadata: [
                        "source": "\(alarm.source)", "kind": "\(alarm.notice.kind.rawValue)",
                        "detail": "\(alarm.notice.detail)",
                    ])
            }
            for (job, outcome) in group.finished {
                if case .failure(let error) = outcome { reportRequest(error) }
                job.finish(outcome)
            }
        } catch {
            reportCommit(error)
            for (job, _) in group.finished { job.finish(.failure(error)) }
        }
        if state.withLock({ $0.waiting.finishGroup() }) { queue.async { self.runGroup() } }
    }

    /// Tells of a transaction that failed: in the log, in health, and to whoever ends the process if the store cannot be trusted
    /// any more.
    func reportCommit(_ error: LedgerError) {
        state.withLock { state in
            state.counters.failures += 1
            state.problem = error
        }
        logger.error("nothing could be stored", metadata: ["error": "\(error)"])
        switch error.code {
        case .inputOutput, .corrupt, .unsynchronized: onBroken(error)
        default: break
        }
    }

    /// Tells of a request that could not be decided about; what is wrong may concern that one log alone.
    func reportRequest(_ error: LedgerError) {
        logger.error("a request could not be decided about", metadata: ["error": "\(error)"])
    }
}
