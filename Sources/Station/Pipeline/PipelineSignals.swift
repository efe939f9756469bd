import Dispatch
import Synchronization

/// The bells between a camera's queues: they coalesce, and ringing them allocates nothing.
///
/// libdispatch's sources are made once and torn down once; ringing after ``cancel()`` is harmless.
final class PipelineSignals: Sendable {
    // libdispatch's objects may be used from any thread (dispatch_source_merge_data(3)); they are not declared Sendable.
    private nonisolated(unsafe) let frames: any DispatchSourceUserDataAdd  // see above
    private nonisolated(unsafe) let drain: any DispatchSourceUserDataAdd  // see above
    private nonisolated(unsafe) let timer: any DispatchSourceTimer  // see above
    private let isActive = Mutex(false)

    /// Seconds between two ticks.
    static let tickSeconds = 0.5

    init(capture: DispatchQueue, analysis: DispatchQueue, drain: DispatchQueue) {
        frames = DispatchSource.makeUserDataAddSource(queue: analysis)
        self.drain = DispatchSource.makeUserDataAddSource(queue: drain)
        timer = DispatchSource.makeTimerSource(queue: capture)
    }

    /// Connects the bells and starts the timer, which ticks on the capture queue. Called once.
    func activate(
        tick: @escaping @Sendable () -> Void, frames frameHandler: @escaping @Sendable () -> Void,
        drain drainHandler: @escaping @Sendable () -> Void
    ) {
        frames.setEventHandler(handler: frameHandler)
        drain.setEventHandler(handler: drainHandler)
        timer.setEventHandler(handler: tick)
        timer.schedule(deadline: .now() + Self.tickSeconds, repeating: Self.tickSeconds)
        activateSources()
    }

    /// A frame waits in the mailbox.
    func ringFrames() { frames.add(data: 1) }

    /// A frame waits in the ring for a recording.
    func ringDrain() { drain.add(data: 1) }

    /// Ends the ticks, and the bell for frames that are to be looked at; recordings are still served.
    func endLooking() {
        timer.cancel()
        frames.cancel()
    }

    /// Ends all ringing.
    func cancel() {
        timer.cancel()
        frames.cancel()
        drain.cancel()
    }

    deinit {
        // libdispatch traps when a source that was never activated is released.
        activateSources()
        cancel()
    }

    private func activateSources() {
        let first = isActive.withLock { active in
            defer { active = true }
            return !active
        }
        guard first else { return }
        frames.activate()
        drain.activate()
        timer.activate()
    }
}
