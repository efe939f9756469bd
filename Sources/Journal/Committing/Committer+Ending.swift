import Dispatch
import Synchronization

extension Committer {
    /// Commits what waits, until nothing does or one attempt fails; then calls `completion` on the commit queue.
    func flush(_ completion: @escaping @Sendable (JournalError?) -> Void) {
        queue.async { @Sendable [self] in completion(drain()) }
    }

    /// As `flush(_:)`, but waits. Never call it on a queue of the journal's.
    func flushAndWait() -> JournalError? { queue.sync { drain() } }

    private func drain() -> JournalError? {
        var action = shared.withLock { $0.line.retryIsDue() }
        if action == .none { action = .commit }
        while action == .commit { action = commit() }
        perform(action)
        return shared.withLock { $0.line.count > 0 ? $0.failure : nil }
    }

    /// Takes no more work, and refuses what still waits.
    ///
    /// - Returns: How many drafts were given up.
    func end() -> Int {
        let (rest, followers, handlers) = shared.withLock { shared in
            shared.isClosed = true
            defer { shared.followers = [:] }
            return (shared.line.abandon(), shared.followers.values, shared.openings.end())
        }
        for follower in followers { follower.finish() }
        let error = shared.withLock { $0.failure } ?? .closed(path)
        for work in rest { refuse(work, error, isLoud: false) }
        let closed = JournalError.closed(path)
        answers.async { @Sendable in for handler in handlers { handler(.failure(closed)) } }
        return rest.count
    }

    /// Runs `body` after every completion so far.
    func afterAnswers(_ body: @escaping @Sendable () -> Void) { answers.async(execute: body) }

    /// Waits for every completion so far. Never call it from one.
    func waitForAnswers() { answers.sync {} }
}
