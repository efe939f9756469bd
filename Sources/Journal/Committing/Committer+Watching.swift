import Synchronization
import Timekeeping

extension Committer {
    var head: Int64 { shared.withLock { $0.head } }

    var transactions: Int { shared.withLock { $0.transactions } }

    var state: (head: Int64, pending: Int, oldest: MonotonicTime?, failure: JournalError?, refused: Int) {
        shared.withLock { ($0.head, $0.line.count, $0.line.oldest?.taken, $0.failure, $0.refused) }
    }

    /// Lets `watcher` know, on the commit queue, of every commit that fails, and with `nil` of the first that succeeds after.
    func watch(_ watcher: @escaping @Sendable (JournalError?) -> Void) {
        shared.withLock { $0.watcher = watcher }
    }

    /// Tells the watcher of a transaction of somebody else that failed on the same database.
    func noteFailure(_ error: JournalError) {
        let watcher = shared.withLock { shared in
            shared.tellsSuccess = true
            return shared.watcher
        }
        watcher?(error)
    }

    /// Lets commits wait until `hold(nil)`; meanwhile they fail with `error`.
    func hold(_ error: JournalError?) { shared.withLock { $0.heldBy = error } }

    /// The newest `seq` now and after each commit.
    func follow() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream<Int64>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = shared.withLock { shared -> Int? in
            continuation.yield(shared.head)
            guard !shared.isClosed else { return nil }
            shared.nextFollower += 1
            shared.followers[shared.nextFollower] = continuation
            return shared.nextFollower
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { @Sendable [weak self] _ in
            guard let self else { return }
            _ = shared.withLock { $0.followers.removeValue(forKey: number) }
        }
        return stream
    }
}
