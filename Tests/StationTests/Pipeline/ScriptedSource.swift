import Capture
import Dispatch
import Imaging
import Synchronization

/// A source that says exactly what a test tells it to, on the queue that it was given.
final class ScriptedSource: FrameSource {
    private struct State {
        var queue: DispatchQueue?
        var handler: (@Sendable (SourceEvent) -> Void)?
        var counters = SourceCounters()
        var stopped = false
    }

    private let state = Mutex(State())
    private let endsLate: Bool

    /// - Parameter endsLate: whether a stop does not end it, but ``end()`` does, as if its driver took its time.
    init(endsLate: Bool = false) {
        self.endsLate = endsLate
    }

    func start(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void) {
        state.withLock {
            $0.queue = queue
            $0.handler = handler
        }
    }

    func stop() {
        let (queue, handler) = state.withLock { state in
            state.stopped = true
            return (state.queue, state.handler)
        }
        if !endsLate { queue?.async { handler?(.ended(.stopped)) } }
    }

    /// Tells the end that a stop asked for.
    func end() { say(.ended(.stopped)) }

    var counters: SourceCounters { state.withLock { $0.counters } }

    var isStopped: Bool { state.withLock { $0.stopped } }

    /// Says `event` and waits until it was handled.
    func say(_ event: SourceEvent) {
        let (queue, handler) = state.withLock { ($0.queue, $0.handler) }
        nonisolated(unsafe) let event = event  // handled before this returns
        queue?.sync { handler?(event) }
    }

    /// Delivers a gray frame and waits until it was taken.
    func deliver(_ plane: GrayPlane, sequence: UInt64, at timestamp: Int64) {
        let bytes = UnsafeRawBufferPointer(start: plane.base, count: plane.bytesPerRow * plane.size.height)
        state.withLock { $0.counters.delivered += 1 }
        say(
            .frame(
                Frame(
                    bytes: bytes, format: .grey, size: plane.size, bytesPerRow: plane.bytesPerRow, sequence: sequence,
                    timestamp: timestamp)))
    }
}
