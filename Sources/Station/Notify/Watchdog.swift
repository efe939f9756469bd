import Dispatch
import Forwarding
public import Logging
import Synchronization
public import Timekeeping

/// Tells the service manager that the daemon is alive, for as long as every one of its queues moves (sd_watchdog_enabled(3)).
///
/// What waits for a camera, a disk or a link by design is no queue that is asked: a camera that is away starves nothing. A
/// queue that is stuck for the time that the service's unit sets (`WatchdogSec=`) has the service restarted. It runs on a
/// thread of its own.
public final class Watchdog: Sendable {
    private let notifier: ServiceNotifier
    private let clock: any SiteClock
    private let logger: Logger
    private let queues: @Sendable () -> [HeartbeatQueue]
    private let interval: Double
    private let machine: Mutex<WatchdogMachine>
    // With the default target it has a thread of its own, so that queues which are stuck cannot keep it from saying so.
    private let queue = DispatchQueue(label: "karaula.watchdog")
    private let isStopped = Mutex(false)

    /// Makes a watchdog that does nothing before ``start()``.
    ///
    /// - Parameters:
    ///   - seconds: after how long without a sign of life the service manager restarts the service.
    ///   - queues: those that there are now; asked anew each time.
    public init(
        seconds: Double, notifier: ServiceNotifier, clock: any SiteClock, logger: Logger,
        queues: @escaping @Sendable () -> [HeartbeatQueue]
    ) {
        self.notifier = notifier
        self.clock = clock
        self.logger = logger
        self.queues = queues
        interval = seconds / 4
        machine = Mutex(WatchdogMachine(patience: seconds / 2))
    }

    /// The time that the service manager has set for this process, in seconds; `nil` if it does not watch.
    public static func interval(_ variable: (String) -> String?, process: Int32) -> Double? {
        if let watched = variable("WATCHDOG_PID"), Int32(watched) != process { return nil }
        guard let text = variable("WATCHDOG_USEC"), let microseconds = Int64(text), microseconds > 0 else { return nil }
        return Double(microseconds) / 1e6
    }

    /// Begins to ask.
    public func start() { tick() }

    /// Asks and tells no more.
    public func stop() { isStopped.withLock { $0 = true } }

    private func tick() {
        queue.async { @Sendable [weak self] in
            guard let self, !self.isStopped.withLock({ $0 }) else { return }
            self.look()
            self.queue.asyncAfter(deadline: .now() + self.interval) { @Sendable [weak self] in self?.tick() }
        }
    }

    private func look() {
        let present = queues()
        let actions = machine.withLock { $0.handle(.tick(at: clock.now(), queues: present.map(\.name))) }
        for action in actions {
            switch action {
            case .ask(let names, let round):
                for queue in present where names.contains(queue.name) {
                    queue.ask { [weak self] in
                        _ = self?.machine.withLock { $0.handle(.answered(queue.name, round: round)) }
                    }
                }
            case .feed: notifier.send("WATCHDOG=1")
            case .complain(let names, let seconds):
                let what = "stuck for \(Int(seconds)) s: \(names.joined(separator: ", "))"
                notifier.status("\(what); the service manager will restart this service")
                logger.critical(
                    "\(what); if that goes on, the service manager restarts this service",
                    metadata: .about(.stuck))
            case .relieve: logger.warning("everything moves again")
            }
        }
    }
}
