package import Dispatch

/// State that only one serial queue touches.
///
/// `@unchecked Sendable` is true because every access goes through ``use(_:)``, which traps on any other queue: the
/// serial queue is the lock.
package final class QueueConfined<State>: @unchecked Sendable {  // its queue is the lock
    private let queue: DispatchQueue
    private var state: State

    /// Hands `state` over to `queue`.
    package init(_ state: sending State, on queue: DispatchQueue) {
        self.state = state
        self.queue = queue
    }

    /// Works with the state.
    ///
    /// - Precondition: called on the queue.
    package func use<Result>(_ body: (inout State) -> Result) -> Result {
        dispatchPrecondition(condition: .onQueue(queue))
        return body(&state)
    }
}
