import Forwarding
package import Journal
package import Logging
import Synchronization
package import Timekeeping

/// Watches a site's clock, and writes down what happens to it.
///
/// Invariants: a change is appended when it is noticed, within a second at the latest, and nothing written before is
/// touched; the first entry tells the state at the start; after ``stop()`` nothing is appended.
package final class ClockKeeper: Sendable {
    /// How many of the newest entries are asked what they knew of UTC.
    private static let entriesToLearnFrom = 1000

    private let clock: any SiteClock
    private let journal: Journal
    private let logger: Logger
    private let book = Mutex(ClockBook())
    private let watch = Mutex<ClockWatch?>(nil)

    /// Makes a keeper that does nothing before ``start()``, and tells the clock what the journal's newest entries knew of
    /// UTC. Waits for the disk.
    ///
    /// A journal that cannot be read is said, and costs no more than a clock that knows less.
    package init(clock: any SiteClock, journal: Journal, logger: Logger) {
        self.clock = clock
        self.journal = journal
        self.logger = logger
        do {
            let entries = try journal.reader.entries(
                after: max(0, journal.head - Int64(Self.entriesToLearnFrom)), limit: Self.entriesToLearnFrom)
            clock.learn(from: entries.map(\.time))
        } catch {
            logger.warning("the clock is judged without what the journal knows of it: \(error)")
        }
    }

    /// Looks at the clock, and from now on whenever something happens to it. Called once.
    package func start() {
        note(clock.look())
        let watch = ClockWatch(clock: clock) { [weak self] in self?.note($0) }
        self.watch.withLock { $0 = watch }
        if let problem = watch.start() { logger.warning("\(problem)") }
    }

    /// Stops watching; what was noticed before has been appended when it returns.
    package func stop() async {
        let watch = watch.withLock { watch in
            defer { watch = nil }
            return watch
        }
        await watch?.stop()
    }

    /// How the clock is, in the UTC of `now`.
    package func status(now: TimeReading) -> ClockStatus {
        let condition = clock.condition()
        return book.withLock { $0.status(condition, now: now) }
    }

    private func note(_ look: ClockLook) {
        guard !look.changes.isEmpty else { return }
        for draft in book.withLock({ $0.take(look) }) {
            journal.append(draft) { [logger] result in
                if case .failure(let error) = result {
                    logger.error("a change of the clock is not in the journal: \(error)")
                }
            }
        }
        for change in look.changes { log(change) }
    }

    private func log(_ change: ClockChange) {
        switch change {
        case .stepped(let step):
            logger.warning(
                "the clock was set; order and durations are not touched by it",
                metadata: [
                    LogSubject.key: "\(LogSubject.clockStepped.rawValue)", "by": "\(Double(step.by) / 1e9) s",
                    "state": "\(step.condition.state.rawValue)",
                ])
        case .judged(let from, let to, let suspended):
            var metadata: Logger.Metadata = ["state": "\(to.state.rawValue)"]
            metadata["before"] = from.map { "\($0.rawValue)" }
            metadata["uncertainty"] = to.uncertainty.map { "\(Double($0) / 1e9) s" }
            metadata["suspended"] = suspended.map { "\(Double($0) / 1e9) s" }
            let isUnset = to.state == .unset
            if isUnset { metadata[LogSubject.key] = "\(LogSubject.clockUnset.rawValue)" }
            logger.log(
                level: isUnset ? .warning : .notice,
                isUnset ? "the clock shows a time that cannot be; set it" : "the clock is judged anew",
                metadata: metadata)
        }
    }
}
