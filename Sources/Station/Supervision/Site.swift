import Dispatch
import Forwarding
public import Journal
public import Logging
import MerkleLog
import Synchronization
public import Timekeeping

/// One running site: its journal, its cameras, its destinations.
///
/// Invariants: the journal is open before the first camera starts and closes after the last one has stopped; a run's
/// entries lie between `site.started` and `site.stopped`, but for what recovery found before, and a delivery's last word
/// after; a camera or destination in trouble stops nothing else.
public final class Site: SiteStatusSource {
    /// The site's journal.
    public let journal: Journal
    private let configuration: SiteConfiguration
    private let configurationText: String?
    private let clock: any SiteClock
    private let logger: Logger
    private let started: TimeReading
    private let keeper: ClockKeeper
    private let pipelines: [CameraPipeline]
    /// The site's deliveries.
    public let deliveries: DeliveryDesk
    private let abandoned: [AbandonedDestinations.Given]
    private let isRunning = Mutex(false)

    /// Opens the journal and makes cameras and destinations; nothing moves before ``start()``.
    ///
    /// - Parameters:
    ///   - configuration: what to run.
    ///   - configurationText: the text it was read from, for the journal; `nil` if there is none.
    ///   - stateDirectory: where the journal lives.
    ///   - keyPath: the file with the log's private key if it is provided from outside; `nil` to let the journal keep one.
    ///   - abandoning: names of destinations that are configured no more, and of which what waits is given up.
    ///   - clock: the site's clock.
    ///   - logger: for people.
    /// - Throws: ``SiteError`` if the journal cannot be opened or a destination is not sound. Certificate files
    ///   are read when something is delivered, because they may be renewed at any time.
    public init(
        configuration: SiteConfiguration, configurationText: String? = nil, stateDirectory: String,
        keyPath: String? = nil, abandoning: Set<String> = [], clock: any SiteClock, logger: Logger
    ) throws(SiteError) {
        self.configuration = configuration
        self.configurationText = configurationText
        self.clock = clock
        self.logger = logger
        started = clock.reading()
        do {
            journal = try Journal.open(
                directory: stateDirectory, site: configuration.site, clock: clock,
                options: JournalOptions(
                    checkpointSeconds: configuration.storage.checkpointSeconds, keyPath: keyPath,
                    storage: configuration.storageOptions,
                    report: { logger.error("journal: \($0)") }))
        } catch {
            throw .journal(error)
        }
        keeper = ClockKeeper(clock: clock, journal: journal, logger: logger)
        for destination in configuration.destinations {
            if let problem = destination.problems.first { throw .destination(name: destination.name, problem) }
        }
        abandoned = try AbandonedDestinations(
            journal: journal, configured: Set(configuration.destinations.map(\.name)), abandoned: abandoning
        ).settle()
        deliveries = DeliveryDesk(
            destinations: configuration.destinations, journal: journal, clock: clock, logger: logger
        ) { [journal] in $0.makeTransport(origin: journal.origin, clock: clock) }
        pipelines = configuration.cameras.map { [journal] camera in
            CameraPipeline(
                plan: camera.plan, source: camera.makeSource(), journal: journal, clock: clock, logger: logger)
        }
    }

    /// Writes `site.started` and how far the clock can be trusted, and starts cameras and deliveries.
    public func start() {
        isRunning.withLock { $0 = true }
        let begin = EntryDraft(
            kind: .siteStarted, camera: nil, time: clock.reading(),
            payload: .object([
                "version": .string(KaraulaVersion.current),
                "cameras": .array(configuration.cameras.map { .string($0.name) }),
                "destinations": .array(configuration.destinations.map { .string($0.name) }),
            ]), event: nil)
        journal.append(begin) { [logger] result in
            if case .failure(let error) = result { logger.error("the start is not in the journal: \(error)") }
        }
        keeper.start()
        noteConfiguration()
        for pipeline in pipelines { pipeline.start() }
        for given in abandoned { note(given) }
        deliveries.start()
    }

    private func note(_ given: AbandonedDestinations.Given) {
        logger.warning("destination \(given.name) is given up; \(given.waiting) entries were not delivered")
        let entry = EntryDraft(
            kind: .deliveryAbandoned, time: clock.reading(),
            payload: .object([
                "destination": .string(given.name), "waiting": .integer(given.waiting),
                "quarantined": .integer(Int64(given.quarantined)),
            ]))
        journal.append(entry) { [logger] result in
            if case .failure(let error) = result { logger.error("that is not in the journal: \(error)") }
        }
    }

    /// Writes with which configuration the site runs, if it is another one than before.
    private func noteConfiguration() {
        guard let configurationText else { return }
        do {
            let known = try journal.reader.newestEntry(of: .configurationChanged)?.payload
            guard let change = ConfigurationChange(from: known, to: configurationText) else { return }
            journal.append(
                EntryDraft(kind: .configurationChanged, time: clock.reading(), payload: change.payload)
            ) { [logger] result in
                if case .failure(let error) = result {
                    logger.error("the configuration is not in the journal: \(error)")
                }
            }
        } catch {
            logger.error("whether the configuration is another one than before cannot be found out: \(error)")
        }
    }

    /// Stops cameras, closing what is open as interrupted, then deliveries, then the journal. A site that was never
    /// started only closes its journal.
    ///
    /// It ends in time also while the journal cannot commit: what still waits gets one last attempt, and is said if lost.
    ///
    /// - Throws: ``SiteError`` if entries were lost because the journal could not commit them.
    public func stop() async throws(SiteError) {
        let wasRunning = isRunning.withLock { running in
            defer { running = false }
            return running
        }
        if wasRunning { await stopWatching() }
        do {
            try await journal.close()
        } catch {
            throw .journal(error)
        }
    }

    private func stopWatching() async {
        await withTaskGroup { group in
            for pipeline in pipelines {
                group.addTask { await withCheckedContinuation { done in pipeline.stop { done.resume() } } }
            }
        }
        await wait(for: deliveries.stop(), atMost: .seconds(1))
        await keeper.stop()
        // The stop is the last that is told of this run.
        await journal.endHousekeeping()
        await journal.settle()
        let end = EntryDraft(
            kind: .siteStopped, camera: nil, time: clock.reading(), payload: .object(["reason": .string("requested")]),
            event: nil)
        journal.append(end) { [logger] result in
            if case .failure(let error) = result { logger.error("the stop is not in the journal: \(error)") }
        }
    }

    /// Waits for deliveries to end, but not for ever: one may wait for the journal, which lets it go when it closes.
    private func wait(for deliveries: [Task<Void, Never>], atMost patience: Duration) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let first = FirstCall { continuation.resume() }
            Task {
                for delivery in deliveries { await delivery.value }
                first.call()
            }
            Task {
                try? await Task.sleep(for: patience)  // nobody cancels it
                first.call()
            }
        }
    }

    /// How the site is.
    public func status() -> SiteStatus {
        let taken = clock.reading()
        let cameras = pipelines.map { $0.status(at: taken) }
        let journal = journal.status
        let clock = keeper.status(now: taken)
        return SiteStatus(
            site: configuration.site, version: KaraulaVersion.current, started: started, taken: taken,
            clock: clock, cameras: cameras, journal: journal, destinations: deliveries.statuses,
            obstacles: SiteStatus.obstacles(cameras: cameras, journal: journal),
            degradations: SiteStatus.degradations(clock: clock.condition, storage: journal.storage)
                + deliveries.degradations)
    }
}
