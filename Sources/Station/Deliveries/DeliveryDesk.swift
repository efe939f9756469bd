public import Forwarding
public import Journal
public import Logging
import MerkleLog
import Synchronization
public import Timekeeping

/// A site's deliveries: one forwarder for each destination, the watch on the link, the watch on certificates, and what
/// people do to them.
///
/// Invariants: one destination's trouble costs another nothing; whatever a person does is an entry before it happens.
public final class DeliveryDesk: Sendable {
    let journal: Journal
    let clock: any SiteClock
    let logger: Logger
    let forwarders: [Forwarder]
    let expiries: ExpiryWatch
    private let tasks = Mutex<[Task<Void, Never>]>([])
    private let link = Mutex<LinkWatch?>(nil)

    /// Makes forwarders that stand still until ``start()``.
    ///
    /// - Parameter makeTransport: the way to each destination.
    public init(
        destinations: [Destination], journal: Journal, clock: any SiteClock, logger: Logger,
        makeTransport: (Destination) -> any DeliveryTransport
    ) {
        self.journal = journal
        self.clock = clock
        self.logger = logger
        forwarders = destinations.map { destination in
            Forwarder(
                destination: destination, journal: journal, transport: makeTransport(destination), clock: clock,
                logger: logger)
        }
        expiries = ExpiryWatch(destinations: destinations, journal: journal, clock: clock, logger: logger)
        for forwarder in forwarders {
            let others = forwarders.filter { $0 !== forwarder }
            // What one destination is reached by may be the way to the others.
            forwarder.whenMended { for other in others { other.linkReturned() } }
        }
    }

    /// Begins to deliver.
    public func start() {
        let watch = LinkWatch { [forwarders] in
            for forwarder in forwarders { forwarder.linkReturned() }
        }
        if watch == nil, !forwarders.isEmpty {
            logger.notice("the kernel tells nothing of links here; deliveries find out by trying that one is back")
        }
        link.withLock { $0 = watch }
        tasks.withLock { tasks in
            tasks = forwarders.map { forwarder in Task { await forwarder.run() } }
            if !forwarders.isEmpty { tasks.append(Task { [expiries] in await expiries.run() }) }
        }
    }

    /// Ends deliveries; the tasks have ended when those handed back have.
    func stop() -> [Task<Void, Never>] {
        link.withLock { $0 = nil }
        let running = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in running { task.cancel() }
        return running
    }

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
