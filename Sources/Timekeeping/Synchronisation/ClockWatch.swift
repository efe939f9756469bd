import CLinux
import Dispatch
import Glibc
import Synchronization

/// Looks at a clock whenever it is set, and once a second besides.
///
/// The kernel says at once when UTC is set (`TFD_TIMER_CANCEL_ON_SET`, timerfd_create(2)); the look each second finds what
/// changes by itself, and any step that was missed. Invariants: looks follow one another on one queue; after ``stop()``
/// nothing is reported.
public final class ClockWatch: Sendable {
    /// Seconds between two looks.
    public static let interval = 1.0

    private enum Life {
        case new, running, stopped
    }

    private let clock: any SiteClock
    private let report: @Sendable (ClockLook) -> Void
    private let queue: DispatchQueue
    private let life = Mutex(Life.new)
    // libdispatch's objects may be used from any thread (dispatch_source_cancel(3)); they are not declared Sendable.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer  // see above
    private nonisolated(unsafe) let steps: (any DispatchSourceRead)?  // see above
    private let problem: TimeError?

    /// Makes a watch that does nothing before ``start()``.
    ///
    /// - Parameters:
    ///   - clock: what to look at.
    ///   - report: gets every look, on the watch's own queue; it must not wait.
    public init(clock: any SiteClock, report: @escaping @Sendable (ClockLook) -> Void) {
        self.clock = clock
        self.report = report
        queue = DispatchQueue(label: "karaula.clock", target: .global(qos: .userInitiated))
        timer = DispatchSource.makeTimerSource(queue: queue)
        let descriptor = clinux_clock_steps_open()
        if descriptor < 0 {
            problem = TimeError(
                place: "timerfd_create", cause: String(cString: strerror(errno)),
                mend: "Let the service use timers of CLOCK_REALTIME; until then a step is noticed within a second")
            steps = nil
        } else {
            problem = nil
            let steps = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            steps.setCancelHandler { @Sendable in close(descriptor) }
            self.steps = steps
        }
        timer.setEventHandler { @Sendable [weak self] in self?.look() }
        timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
        steps?.setEventHandler { @Sendable [weak self] in
            // A descriptor that cannot be read would be reported for ever; the look each second remains.
            if clinux_clock_steps_drain(descriptor) != 0 { self?.steps?.cancel() }
            self?.look()
        }
    }

    deinit {
        // libdispatch traps when a source that was never activated is released.
        activate()
        cancel()
    }

    /// Starts looking. Called once.
    ///
    /// - Returns: why steps are not noticed at once but only by the look each second; `nil` if they are.
    @discardableResult
    public func start() -> TimeError? {
        activate()
        return problem
    }

    /// Stops looking; returns when the last report has been made.
    public func stop() async {
        life.withLock { $0 = .stopped }
        activate()
        cancel()
        await withCheckedContinuation { continuation in
            queue.async { @Sendable in continuation.resume() }
        }
    }

    private func look() {
        guard life.withLock({ $0 == .running }) else { return }
        report(clock.look())
    }

    private func activate() {
        life.withLock { if $0 == .new { $0 = .running } }
        // Activating a source a second time does nothing; dispatch_activate(3).
        timer.activate()
        steps?.activate()
    }

    private func cancel() {
        timer.cancel()
        steps?.cancel()
    }
}
