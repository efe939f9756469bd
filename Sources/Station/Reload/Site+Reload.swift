import Forwarding
import Journal
import Logging
import Synchronization
import Timekeeping

/// Taking up another configuration while the site runs.
extension Site {
    /// Runs by another configuration from now on, as far as it is another one; or says why not, and changes nothing.
    ///
    /// What it came to is an entry: `configuration.changed` before the first thing is done, or `configuration.refused`, and
    /// until another one is taken up the site's status says so too. One call at a time, and none while the site stops. It ends
    /// early, by refusing, if the task is cancelled while it waits for a destination that is removed.
    ///
    /// - Parameters:
    ///   - loaded: the configuration with the text it was read from, or what is wrong with its file.
    ///   - farewell: seconds that a destination that is removed has for bringing away what waits for it.
    @discardableResult
    public func reload(
        _ loaded: Result<(configuration: SiteConfiguration, text: String), ConfigurationErrors>, farewell: Double = 5
    ) async -> ReloadOutcome {
        switch loaded {
        case .failure(let errors):
            return refuse(ReloadRefusal(.invalid, errors.lines), text: nil)
        case .success(let (configuration, text)):
            do throws(ReloadRefusal) {
                let plan = try plan(for: configuration)
                let removed = plan.removedDestinations
                let given = try await halt(removed, farewell: farewell)
                try await noteReload(text, plan.actions, forgetting: removed)
                for given in given { note(given) }
                await carryOut(plan)
                adopt(configuration, text)
                let done = plan.actions.map { "\($0)" }
                logger.notice(
                    "the configuration was taken up",
                    metadata: [
                        LogSubject.key: "\(LogSubject.configurationChanged.rawValue)",
                        "changes": "\(done.isEmpty ? "none" : done.joined(separator: "; "))",
                    ])
                return .applied(done)
            } catch {
                return refuse(error, text: text)
            }
        }
    }

    private func plan(for configuration: SiteConfiguration) throws(ReloadRefusal) -> ReloadPlan {
        let plan = ReloadPlan(from: running.withLock { $0.configuration }, to: configuration)
        guard plan.obstacles.isEmpty else { throw ReloadRefusal(.needsRestart, plan.obstacles) }
        let problems = configuration.destinations.flatMap { destination in
            destination.problems.map { "destination \(destination.name): \($0)" }
        }
        guard problems.isEmpty else { throw ReloadRefusal(.invalid, problems) }
        return plan
    }

    private func refuse(_ refusal: ReloadRefusal, text: String?) -> ReloadOutcome {
        running.withLock { $0.refused = refusal.lines }
        for line in refusal.lines {
            logger.error(
                "the configuration is not taken up: \(line)",
                metadata: .about(.configurationRefused))
        }
        let entry = EntryDraft(
            kind: .configurationRefused, time: clock.reading(), payload: refusal.payload(text: text))
        journal.append(entry) { [logger] result in
            if case .failure(let error) = result { logger.error("that is not in the journal: \(error)") }
        }
        return .refused(refusal.lines)
    }

    /// Everything is as configured now.
    private func adopt(_ configuration: SiteConfiguration, _ text: String) {
        let names = configuration.cameras.map(\.name)
        running.withLock { running in
            running.configuration = configuration
            running.text = text
            running.refused = []
            running.pipelines.sort { first, second in
                (names.firstIndex(of: first.plan.name) ?? names.count)
                    < (names.firstIndex(of: second.plan.name) ?? names.count)
            }
        }
        deliveries.order(by: configuration.destinations.map(\.name))
    }
}
