public import Forwarding
public import Journal
public import Logging
import MerkleLog
import Synchronization
public import Timekeeping

/// A site's deliveries: one forwarder for each destination, the watch on the link, the watch on certificates, and what
/// people do to them.
///
/// Invariants: one destination's trouble costs another nothing, and neither does another configuration of one; whatever a
/// person does is an entry before it happens; one forwarder at a time serves a destination.
public final class DeliveryDesk: Sendable {
    private struct Line {
        var forwarder: Forwarder
        /// Its run; `nil` before ``start()`` and after ``stop()``.
        var task: Task<Void, Never>?
    }

    let journal: Journal
    let clock: any SiteClock
    let logger: Logger
    let expiries: ExpiryWatch
    private let makeTransport: @Sendable (Destination) -> any DeliveryTransport
    private let lines: Mutex<[Line]>
    private let watching = Mutex<Task<Void, Never>?>(nil)
    private let link = Mutex<LinkWatch?>(nil)

    /// Makes forwarders that stand still until ``start()``.
    ///
    /// - Parameter makeTransport: the way to each destination.
    public init(
        destinations: [Destination], journal: Journal, clock: any SiteClock, logger: Logger,
        makeTransport: @escaping @Sendable (Destination) -> any DeliveryTransport
    ) {
        self.journal = journal
        self.clock = clock
        self.logger = logger
        self.makeTransport = makeTransport
        lines = Mutex([])
        expiries = ExpiryWatch(destinations: destinations, journal: journal, clock: clock, logger: logger)
        let made = destinations.map { Line(forwarder: makeForwarder($0)) }
        lines.withLock { $0 = made }
    }

    /// The forwarders, in the order of the configuration.
    var forwarders: [Forwarder] { lines.withLock { $0.map(\.forwarder) } }

    /// Begins to deliver.
    public func start() {
        let watch = LinkWatch { [weak self] in
            for forwarder in self?.forwarders ?? [] { forwarder.linkReturned() }
        }
        if watch == nil, !forwarders.isEmpty {
            logger.notice("the kernel tells nothing of links here; deliveries find out by trying that one is back")
        }
        link.withLock { $0 = watch }
        lines.withLock { lines in
            for index in lines.indices { lines[index].task = Self.run(lines[index].forwarder) }
        }
        watchExpiries()
    }

    /// Ends deliveries; the tasks have ended when those handed back have.
    func stop() -> [Task<Void, Never>] {
        link.withLock { $0 = nil }
        var running = lines.withLock { lines in
            defer {
                for index in lines.indices { lines[index].task = nil }
            }
            return lines.compactMap(\.task)
        }
        if let task = watching.withLock({ $0 }) { running.append(task) }
        for task in running { task.cancel() }
        return running
    }

    // MARK: Another configuration

    /// Ends one destination's deliveries; what was acknowledged is written down when it returns. Its line stays, and stands
    /// still, until ``resume(_:)``, ``forget(_:)`` or ``serve(_:)``.
    func halt(_ name: String) async {
        let task = lines.withLock { lines in
            lines.first { $0.forwarder.destination.name == name }?.task
        }
        task?.cancel()
        await task?.value
    }

    /// Goes on with a destination that was halted, as it was.
    func resume(_ name: String) {
        guard let destination = forwarders.first(where: { $0.destination.name == name })?.destination else { return }
        serve(destination)
    }

    /// Does without a destination that was halted.
    func forget(_ name: String) {
        lines.withLock { $0.removeAll { $0.forwarder.destination.name == name } }
        watchExpiries()
    }

    /// Begins to serve a destination: a new one, or one that was halted, with the settings given here.
    func serve(_ destination: Destination) {
        let forwarder = makeForwarder(destination)
        let line = Line(forwarder: forwarder, task: Self.run(forwarder))
        lines.withLock { lines in
            if let index = lines.firstIndex(where: { $0.forwarder.destination.name == destination.name }) {
                lines[index] = line
            } else {
                lines.append(line)
            }
        }
        watchExpiries()
    }

    /// Shows destinations in the order of `names`.
    func order(by names: [String]) {
        lines.withLock { lines in
            let place = { (line: Line) in
                names.firstIndex(of: line.forwarder.destination.name) ?? names.count
            }
            lines = lines.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
                .map(\.element)
        }
    }

    private static func run(_ forwarder: Forwarder) -> Task<Void, Never> { Task { await forwarder.run() } }

    private func makeForwarder(_ destination: Destination) -> Forwarder {
        let forwarder = Forwarder(
            destination: destination, journal: journal, transport: makeTransport(destination), clock: clock,
            logger: logger)
        // What one destination is reached by may be the way to the others.
        forwarder.whenMended { [weak self, weak forwarder] in
            for other in self?.forwarders ?? [] where other !== forwarder { other.linkReturned() }
        }
        return forwarder
    }

    /// Looks at the certificates of the destinations that there are now, at once and then every hour.
    private func watchExpiries() {
        let destinations = forwarders.map(\.destination)
        expiries.adopt(destinations)
        watching.withLock { task in
            let before = task
            before?.cancel()
            // One after the other: the one before may still be at a destination that there is no more.
            task = Task { [expiries] in
                await before?.value
                guard !destinations.isEmpty, !Task.isCancelled else { return }
                expiries.adopt(destinations)
                await expiries.run()
            }
        }
    }

    // MARK: Telling

    /// How each destination stands.
    public var statuses: [DestinationStatus] { forwarders.map(\.status) }

    /// What is worse than it should be, one sentence each.
    var degradations: [String] { Self.degradations(of: statuses) + expiries.degradations }

    /// What is worse than it should be at destinations in these states, one sentence each.
    package static func degradations(of statuses: [DestinationStatus]) -> [String] {
        statuses.compactMap { status in
            switch status.state {
            case .stalled:
                "nothing has arrived at destination \(status.name) for a long time although something waits: "
                    + (status.lastError ?? "its receiver answers, but gives no receipt")
            case .failing:
                "destination \(status.name) cannot be served: \(status.lastError ?? "see the log")"
            case .idle, .delivering, .paused, .waiting: nil
            }
        }
    }
}
