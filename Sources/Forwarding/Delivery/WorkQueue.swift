import Dispatch

/// A serial queue for calls that may wait for the disk, so that they wait on no thread that tasks share.
struct WorkQueue: Sendable {
    private let queue: DispatchQueue

    init(label: String) {
        // It may wait for long; with the default target it costs a thread of its own and none of the cameras'.
        queue = DispatchQueue(label: label)
    }

    /// Calls `answer` when the queue comes to it; never waits.
    func heartbeat(_ answer: @escaping @Sendable () -> Void) { queue.async(execute: answer) }

    /// Runs `work` on the queue and hands back what it makes.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(DeliveryError) -> Value
    ) async throws(DeliveryError) -> Value {
        let result: Result<Value, DeliveryError> = await withCheckedContinuation { continuation in
            queue.async { @Sendable in
                continuation.resume(returning: Result(catching: work))
            }
        }
        return try result.get()
    }
}
