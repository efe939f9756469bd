import Dispatch

/// A serial queue for calls that may wait for the disk, so that they wait on no thread that tasks share.
struct WorkQueue: Sendable {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label, target: .global())
    }

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
