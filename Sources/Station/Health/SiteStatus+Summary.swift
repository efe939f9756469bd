import Forwarding
package import Journal
package import Timekeeping

extension SiteStatus {
    /// One line for a person: what watches, what does not and why, and what has not arrived.
    public var summary: String {
        let watching = cameras.filter { $0.watchState.name != "blind" }
        var parts = ["\(watching.count) of \(cameras.count) cameras see"]
        for camera in cameras {
            if let reason = camera.watchState.reason {
                parts.append("\(camera.name) is \(camera.watchState.name) (\(reason.code))")
            }
        }
        for trouble in journal.storage?.troubles ?? [] { parts.append("storage: \(trouble.detail)") }
        if let failure = journal.failure { parts.append("journal: \(failure)") }
        if hasRefusedConfiguration { parts.append("the configuration file is not what runs") }
        if clock.condition.state == .unset { parts.append("the clock is not set") }
        for destination in destinations where destination.lagEntries > 0 {
            parts.append("\(destination.name): \(destination.lagEntries) not delivered")
        }
        return parts.joined(separator: "; ")
    }

    /// Seconds for which a commit may take before the site is not ready.
    private static let commitPatience = 10.0

    /// Why a site with these cameras and this journal does not do its work, one sentence each.
    package static func obstacles(cameras: [CameraStatus], journal: JournalStatus) -> [String] {
        var obstacles: [String] = []
        if let failure = journal.failure {
            obstacles.append("the journal takes no entries: \(failure)")
        } else if let age = journal.oldestPendingAge, age > commitPatience {
            obstacles.append(
                "the journal has not committed for \(Int(age)) s; the disk hangs: check it and what else uses it")
        }
        for trouble in journal.storage?.troubles ?? [] where trouble.condition.stopsRecording {
            obstacles.append("\(trouble.detail). \(trouble.condition.mend)")
        }
        for camera in cameras {
            if case .blind(let reason) = camera.watchState {
                obstacles.append("camera \(camera.name) is blind: \(reason.detail)")
            }
        }
        return obstacles
    }

    /// What is worse than it should be at a site with this clock and this storage, one sentence each.
    package static func degradations(clock: ClockCondition, storage: StorageStatus?) -> [String] {
        var degradations: [String] = []
        if clock.state == .unset {
            degradations.append(
                "the clock shows a time that cannot be, so that no entry says when in UTC it happened: set it, or let "
                    + "chrony or systemd-timesyncd set it; order and durations are right nevertheless")
        }
        // What stops recording is an obstacle.
        for trouble in storage?.troubles ?? [] where !trouble.condition.stopsRecording {
            degradations.append("\(trouble.detail). \(trouble.condition.mend)")
        }
        return degradations
    }

    /// What is worse than it should be if the newest configuration was not taken up, for these reasons: nothing as long as the
    /// site runs, but it would not start by that file, or not by the one that people believe it runs by.
    package static func degradations(refusedConfiguration reasons: [String]) -> [String] {
        guard let first = reasons.first else { return [] }
        let rest = reasons.count > 1 ? " (and \(reasons.count - 1) more: karaulactl check-config, or the log)" : ""
        return [
            "the configuration file is not what runs: it was not taken up, because of \(first)\(rest); "
                + "mend it, then systemctl reload karaulad"
        ]
    }
}
