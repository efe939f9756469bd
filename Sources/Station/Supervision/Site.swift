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
/// after; a camera or destination in trouble stops nothing else; another configuration is taken up whole or not at all, and
/// touches nothing that is configured as before.
public final class Site: SiteStatusSource {
    /// The site's journal.
    public let journal: Journal
    let clock: any SiteClock
    let logger: Logger
    /// What runs now.
    let running: Mutex<Running>
    private let threshold: LogThreshold?
    private let started: TimeReading
    private let keeper: ClockKeeper
    /// The site's deliveries.
    public let deliveries: DeliveryDesk
    private let abandoned: [AbandonedDestinations.Given]

    /// What a site runs, and by which configuration.
    struct Running {
        var configuration: SiteConfiguration
        /// The text it was read from; `nil` if there is none.
        var text: String?
        /// The cameras, in the order of the configuration.
        var pipelines: [CameraPipeline]
        /// The newest entry's payload about the configuration, committed or not; `nil` before the start.
        var noted: CanonicalValue?
        /// Why the newest configuration was not taken up, one line each; empty if it was.
        var refused: [String] = []
        var isStarted = false
    }

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
    ///   - threshold: the level that a log of this configuration begins at; `nil` if nobody can change it.
    /// - Throws: ``SiteError`` if the journal cannot be opened or a destination is not sound. Certificate files
    ///   are read when something is delivered, because they may be renewed at any time.
    public init(
        configuration: SiteConfiguration, configurationText: String? = nil, stateDirectory: String,
        keyPath: String? = nil, abandoning: Set<String> = [], clock: any SiteClock, logger: Logger,
        threshold: LogThreshold? = nil
    ) throws(SiteError) {
        self.threshold = threshold
        self.clock = clock
        self.logger = logger
        started = clock.reading()
        do {
            journal = try Journal.open(
                directory: stateDirectory, site: configuration.site, clock: clock,
                options: JournalOptions(
                    checkpointSeconds: configuration.storage.checkpointSeconds, keyPath: keyPath,
                    storage: configuration.storageOptions,
                    report: { error in
                        logger.error(
                            "journal: \(error)",
                            metadata: .about(.journalTrouble))
                    }))
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
        let pipelines = configuration.cameras.map { [journal] camera in
            CameraPipeline(
                plan: camera.plan, source: camera.makeSource(), journal: journal, clock: clock, logger: logger)
        }
        running = Mutex(Running(configuration: configuration, text: configurationText, pipelines: pipelines))
    }

    /// The cameras, in the order of the configuration.
    var pipelines: [CameraPipeline] { running.withLock { $0.pipelines } }

    /// Writes `site.started` and how far the clock can be trusted, and starts cameras and deliveries.
    public func start() {
        let (configuration, text, pipelines) = running.withLock { running in
            running.isStarted = true
            return (running.configuration, running.text, running.pipelines)
        }
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
        noteConfiguration(text)
        for pipeline in pipelines { pipeline.start() }
        for given in abandoned { note(given) }
        deliveries.start()
    }

    func note(_ given: AbandonedDestinations.Given) {
        logger.warning(
            "destination \(given.name) is given up; \(given.waiting) entries were not delivered",
            metadata: [
                LogSubject.key: "\(LogSubject.destinationAbandoned.rawValue)", "destination": "\(given.name)",
            ])
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
    ///
    /// - Parameter actions: what is done to run by it, if it is taken up while the site runs.
    func noteConfiguration(_ text: String?, actions: [ReloadAction]? = nil) {
        guard let text else { return }
        do {
            guard let change = try configurationChange(to: text, by: actions) else { return }
            running.withLock { $0.noted = change.payload }
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

    /// How the configuration differs from the newest one that the journal tells of; `nil` if it is the same.
    func configurationChange(to text: String, by actions: [ReloadAction]?) throws(JournalError) -> ConfigurationChange?
    {
        var known = running.withLock { $0.noted }
        if known == nil { known = try journal.reader.newestEntry(of: .configurationChanged)?.payload }
        return ConfigurationChange(from: known, to: text, by: actions)
    }

    /// Stops cameras, closing what is open as interrupted, then deliveries, then the journal. A site that was never
    /// started only closes its journal.
    ///
    /// It ends in time also while the journal cannot commit: what still waits gets one last attempt, and is said if lost.
    ///
    /// - Throws: ``SiteError`` if entries were lost because the journal could not commit them.
    public func stop() async throws(SiteError) {
        let wasRunning = running.withLock { running in
            defer { running.isStarted = false }
            return running.isStarted
        }
        if wasRunning { await stopWatching() }
        do {
            try await journal.close()
        } catch {
            throw .journal(error)
        }
    }

    private func stopWatching() async {
        let began = clock.now()
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
            kind: .siteStopped, camera: nil, time: clock.reading(),
            payload: .object([
                "reason": .string("requested"),
                // What comes between is work on what was seen before.
                WatchFact.afterCameras: .string("\(max(0, clock.now().nanoseconds - began.nanoseconds))"),
            ]), event: nil)
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

    func setLogLevel(_ level: Logger.Level) { threshold?.level = level }

    /// Says in the log that everything has begun.
    public func tellThatItWatches(journalAt place: String) {
        let details: Logger.Metadata = ["journal": "\(place)", "status": "\(status().summary)"]
        logger.notice("watching", metadata: .about(.siteWatching).merging(details) { $1 })
    }

    /// How the site is.
    public func status() -> SiteStatus {
        let taken = clock.reading()
        let cameras = pipelines.map { $0.status(at: taken) }
        let journal = journal.status
        let clock = keeper.status(now: taken)
        let (site, refused) = running.withLock { ($0.configuration.site, $0.refused) }
        return SiteStatus(
            site: site, version: KaraulaVersion.current, started: started,
            taken: taken,
            clock: clock, cameras: cameras, journal: journal, destinations: deliveries.statuses,
            obstacles: SiteStatus.obstacles(cameras: cameras, journal: journal),
            degradations: SiteStatus.degradations(clock: clock.condition, storage: journal.storage)
                + SiteStatus.degradations(refusedConfiguration: refused) + deliveries.degradations,
            hasRefusedConfiguration: !refused.isEmpty)
    }
}
