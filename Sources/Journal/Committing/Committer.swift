import Dispatch
import GRDB
import MerkleLog
import Synchronization
import Timekeeping

/// Commits pieces of work in groups, on one serial queue of its own.
///
/// Whatever arrives while a transaction runs goes into the next one. Completions are called after the commit, in order,
/// on another queue, so that a slow listener does not delay the disk. What cannot be committed stays in line.
final class Committer: Sendable {
    struct Shared {
        var line: CommitLine<Work>
        var registry = EventRegistry()
        var openings = Openings()
        var followers: [Int: AsyncStream<Int64>.Continuation] = [:]
        var nextFollower = 0
        var tree: MerkleTree
        var signers: [NoteSigner]
        var schedule: CheckpointSchedule
        var checkpoint: SignedNote?
        var failure: JournalError?
        var refused = 0
        var transactions = 0
        var isClosed = false
        /// Why no commit may be tried now.
        var heldBy: JournalError?
        /// Told of every commit that fails, and of the first that succeeds after.
        var watcher: (@Sendable (JournalError?) -> Void)?
        /// Whether the watcher is to be told of the next commit that succeeds.
        var tellsSuccess = false

        var head: Int64 { tree.size }
    }

    let pool: DatabasePool
    let path: String
    let origin: LogOrigin
    private let clock: any SiteClock
    private let batchLimit: Int
    private let report: @Sendable (JournalError) -> Void
    // They may wait for the disk; with the default target that costs a thread of their own and none of the cameras'.
    let queue = DispatchQueue(label: "karaula.journal.commit")
    let answers = DispatchQueue(label: "karaula.journal.answers")
    let shared: Mutex<Shared>

    init(pool: DatabasePool, path: String, log: LogState, clock: any SiteClock, options: JournalOptions) {
        self.pool = pool
        self.path = path
        origin = log.origin
        self.clock = clock
        batchLimit = options.batchLimit
        report = options.report
        shared = Mutex(
            Shared(
                line: CommitLine(limit: options.pendingLimit), tree: log.tree, signers: [log.signer],
                schedule: CheckpointSchedule(
                    interval: options.checkpointSeconds, signedSize: log.checkpoint?.size ?? 0),
                checkpoint: log.checkpoint?.note))
    }

    // MARK: Taking work

    /// Takes work for the next commit; never waits.
    func submit(
        draft: EntryDraft?, step: Work.Step, media: MediaChange? = nil, erasure: Erasure? = nil, mark: EventMark? = nil,
        forgetting forgotten: Set<String> = [], isImpatient: Bool = false, wantsCheckpoint: Bool = false,
        successor: NoteSigner? = nil,
        completion: (@Sendable (Result<Entry?, JournalError>) -> Void)? = nil
    ) {
        let work = Work(
            draft: draft, step: step, media: media, erasure: erasure, mark: mark, forgotten: forgotten,
            isImpatient: isImpatient, wantsCheckpoint: wantsCheckpoint, successor: successor, taken: clock.now(),
            completion: completion)
        let admission = shared.withLock { shared -> CommitLine<Work>.Admission? in
            guard !shared.isClosed else { return nil }
            // What will not wait is not taken while the next attempt is not even due.
            if isImpatient, shared.line.isBackingOff { return nil }
            let admission = shared.line.add(work, mayBeRefused: work.mayBeRefused)
            if case .taken = admission {} else { shared.refused += 1 }
            if case .refused = admission { return admission }
            if let token = work.opening { shared.openings.add(token) }
            return admission
        }
        switch admission {
        case nil: refuse(work, shared.withLock { $0.isClosed ? nil : $0.failure } ?? .closed(path), isLoud: false)
        case .refused: refuse(work, overloaded(), isLoud: true)
        case .taken(let action): perform(action)
        case .tookPlaceOf(let loser, let action):
            refuse(loser, overloaded(), isLoud: true)
            perform(action)
        }
    }

    /// Answers with the event that `token` names, as soon as its opening entry is committed.
    ///
    /// The opening must have been submitted before. If it was not, was refused, or is so old that it is forgotten, the
    /// answer is a failure, at once: nobody waits for what cannot come.
    func whenOpened(_ token: EventToken, _ handler: @escaping Openings.Handler) {
        let answer = shared.withLock { shared -> Result<Int64, JournalError>? in
            if let event = shared.registry.event(of: token) { return .success(event.id) }
            if shared.isClosed { return .failure(.closed(path)) }
            if shared.openings.wait(for: token, handler) { return nil }
            return .failure(
                .refused(
                    path,
                    cause: "a file was to belong to an event whose opening was refused, never came or is forgotten",
                    mend: "See what was reported before; append an event's opening before its files"))
        }
        if let answer { answers.async { @Sendable in handler(answer) } }
    }

    private func overloaded() -> JournalError {
        let cause = shared.withLock { $0.failure?.cause } ?? "the disk is too slow"
        return JournalError(
            code: .overloaded, place: path, cause: "too many drafts wait for a commit (\(cause)); one was refused",
            mend: "See the journal's failure in /health; commits go on by themselves when it is mended")
    }

    func refuse(_ work: Work, _ error: JournalError, isLoud: Bool) {
        let report = isLoud ? self.report : nil
        answers.async { @Sendable in
            report?(error)
            work.completion?(.failure(error))
        }
    }

    // MARK: Committing

    func perform(_ action: CommitLine<Work>.Action) {
        switch action {
        case .none: break
        case .commit: queue.async { @Sendable [self] in perform(commit()) }
        case .wait(let seconds):
            queue.asyncAfter(deadline: .now() + seconds) { @Sendable [self] in
                perform(shared.withLock { $0.line.retryIsDue() })
            }
        }
    }

    /// One transaction; runs on `queue`.
    func commit() -> CommitLine<Work>.Action {
        if let held = shared.withLock({ $0.heldBy }) { return fail(held) }
        let (works, start) = shared.withLock { shared in
            (shared.line.begin(atMost: batchLimit), (shared.tree, shared.schedule, shared.signers))
        }
        guard !works.isEmpty else { return .none }
        do {
            return finish(works, try write(works, after: start))
        } catch {
            return fail(.database(error, path, doing: "commit"))
        }
    }

    private struct Outcome {
        var tree: MerkleTree
        var signers: [NoteSigner]
        var checkpoint: SignedNote?
        var taken: MonotonicTime
        var changes: EventRegistry.Changes
        var results: [Result<Entry?, JournalError>]
    }

    private func write(
        _ works: [Work], after start: (tree: MerkleTree, schedule: CheckpointSchedule, signers: [NoteSigner])
    ) throws -> Outcome {
        try pool.writeWithoutTransaction { database in
            var batch = try Batch(
                database: database, tree: start.tree,
                changes: EventRegistry.Changes { [self] token in shared.withLock { $0.registry.event(of: token) } })
            let now = clock.now()
            let successors = works.compactMap(\.successor)
            var checkpoint: SignedNote?
            var results: [Result<Entry?, JournalError>] = []
            results.reserveCapacity(works.count)
            try database.inTransaction(.immediate) {
                var present = start.signers.last
                for work in works {
                    results.append(try batch.write(work, signer: present))
                    if let successor = work.successor { present = successor }
                }
                try batch.finish()
                let isAskedFor = successors.isEmpty == false || works.contains(where: \.wantsCheckpoint)
                if start.schedule.isDue(
                    size: batch.tree.size, hasAlarm: batch.hasAlarm, isAskedFor: isAskedFor, at: now)
                {
                    // Whoever knows the old key alone must be able to check the checkpoint that ends its time.
                    checkpoint = try batch.sign(origin: origin, with: start.signers + successors)
                }
                return .commit
            }
            return Outcome(
                tree: batch.tree, signers: successors.last.map { [$0] } ?? start.signers, checkpoint: checkpoint,
                taken: now, changes: batch.changes, results: results)
        }
    }

    private func finish(_ works: [Work], _ outcome: Outcome) -> CommitLine<Work>.Action {
        let (action, followers, handlers, delay, watcher) = shared.withLock { shared in
            shared.registry.apply(outcome.changes)
            let hasNews = outcome.tree.size != shared.head
            shared.tree = outcome.tree
            shared.signers = outcome.signers
            if let checkpoint = outcome.checkpoint { shared.checkpoint = checkpoint }
            let delay = shared.schedule.committed(
                size: outcome.tree.size, isSigned: outcome.checkpoint != nil, at: outcome.taken)
            let watcher = shared.tellsSuccess ? shared.watcher : nil
            shared.tellsSuccess = false
            shared.failure = nil
            shared.transactions += 1
            let handlers = zip(works, outcome.results).flatMap { work, result in
                Self.answers(to: work, result, &shared.openings, path)
            }
            return (
                shared.line.succeeded(), hasNews || outcome.checkpoint != nil ? Array(shared.followers.values) : [],
                handlers, delay, watcher
            )
        }
        watcher?(nil)
        if let delay { askForCheckpoint(in: delay) }
        let head = outcome.tree.size
        for follower in followers { follower.yield(head) }
        answers.async { @Sendable in
            for (handler, answer) in handlers { handler(answer) }
            for (work, result) in zip(works, outcome.results) { work.completion?(result) }
        }
        return action
    }

    /// Who waited for the event that `work` opens, with what they must be told.
    private static func answers(
        to work: Work, _ result: Result<Entry?, JournalError>, _ openings: inout Openings, _ path: String
    ) -> [(Openings.Handler, Result<Int64, JournalError>)] {
        guard let token = work.opening else { return [] }
        // Work with a draft that succeeds always answers with its entry, whose `seq` is the event's id.
        let answer = result.flatMap { entry in entry.map { .success($0.seq) } ?? .failure(.closed(path)) }
        let isCommitted = if case .success = answer { true } else { false }
        return openings.settle(token, isCommitted: isCommitted).map { ($0, answer) }
    }

    /// Leaves a mark for the next start, which then looks at every page and sets the database aside if need be.
    private func noteDamage() {
        do throws(JournalError) {
            try DamagedJournal.mark(JournalPaths(Disk.parent(of: path)))
        } catch {
            answers.async { @Sendable [report] in report(error) }
        }
    }

    private func fail(_ error: JournalError) -> CommitLine<Work>.Action {
        guard error.code == .refused else {
            let (isNews, watcher) = shared.withLock { shared in
                defer { shared.failure = error }
                shared.tellsSuccess = true
                return (shared.failure != error, shared.watcher)
            }
            watcher?(error)
            if isNews {
                if error.code == .corrupt { noteDamage() }
                answers.async { @Sendable [report] in report(error) }
            }
            let (action, impatient) = shared.withLock { shared in
                let action = shared.line.failed()
                return (action, shared.line.remove(where: \.isImpatient))
            }
            for work in impatient { refuse(work, error, isLoud: false) }
            return action
        }
        let (refused, action, handlers) = shared.withLock { shared in
            let (refused, action) = shared.line.failedForItsContent()
            let handlers = refused.map { Self.answers(to: $0, .failure(error), &shared.openings, path) } ?? []
            return (refused, action, handlers)
        }
        if !handlers.isEmpty { answers.async { @Sendable in for (handler, answer) in handlers { handler(answer) } } }
        if let refused { refuse(refused, error, isLoud: true) }
        return action
    }
}
