import Dispatch

/// Whether the journal's queues move.
extension Journal {
    /// Calls `answer` when the queue that commits comes to it; never waits.
    package func heartbeat(ofCommits answer: @escaping @Sendable () -> Void) { committer.queue.async(execute: answer) }

    /// Calls `answer` when the queue that calls back comes to it; never waits.
    package func heartbeat(ofAnswers answer: @escaping @Sendable () -> Void) {
        committer.answers.async(execute: answer)
    }
}
