import Dispatch
import Synchronization

/// The beginning and the one end of a source: whoever calls what, from which thread, in which order.
///
/// Keeps the promises of ``FrameSource``: everything happens on the queue given at the start, the end is told once, and
/// stopping is allowed from any thread, more than once, before the start too.
final class SourceLife: Sendable {
    private struct State {
        var queue: DispatchQueue?
        var stopped = false
    }

    private let state = Mutex(State())
    nonisolated(unsafe) private var ended = false  // touched on the source's queue only
    nonisolated(unsafe) private var closing: ((SourceEnd) -> Void)?  // touched on the source's queue only

    /// Runs `body` on `queue`. A second call is a mistake of the caller.
    func start(on queue: DispatchQueue, body: @escaping @Sendable () -> Void) {
        let stopped = state.withLock { state in
            precondition(state.queue == nil, "a source is started once")
            state.queue = queue
            return state.stopped
        }
        queue.async(execute: body)
        if stopped { queue.async { self.end(.stopped) } }
    }

    /// Ends with ``SourceEnd/stopped``, now or as soon as the source is started.
    func stop() {
        let queue: DispatchQueue? = state.withLock { state in
            defer { state.stopped = true }
            return state.stopped ? nil : state.queue
        }
        queue?.async { self.end(.stopped) }
    }

    /// What to do at the end; on the source's queue, before anything else.
    func atEnd(_ body: @escaping (SourceEnd) -> Void) {
        closing = body
    }

    /// Whether the end was told; on the source's queue.
    var hasEnded: Bool { ended }

    /// Tells the end, unless it was told before; on the source's queue.
    func end(_ end: SourceEnd) {
        guard !ended else { return }
        ended = true
        closing?(end)
        closing = nil
    }
}
