/// A state in which a camera spent time, as the watch ledger counts it.
package struct WatchTime: Sendable, Hashable, Comparable {
    /// `watching`, `degraded` or `blind`.
    package var state: String
    /// Why, as a code; `nil` while watching.
    package var reason: String?

    package init(state: String, reason: String? = nil) {
        self.state = state
        // An entry that ends a watch event tells why that ended, which is no reason to be watching.
        self.reason = state == "watching" ? nil : reason
    }

    /// The daemon did not run.
    package static let notRunning = WatchTime(state: "blind", reason: "not-running")
    /// The machine slept.
    package static let suspended = WatchTime(state: "blind", reason: "suspended")
    /// The daemon has started and no frame was seen yet.
    package static let starting = WatchTime(state: "blind", reason: WatchMachine.starting)

    /// `watching` first, then `degraded`, then `blind`, each by its reason.
    package static func < (left: WatchTime, right: WatchTime) -> Bool {
        let order = ["watching", "degraded", "blind"]
        let (a, b) = (order.firstIndex(of: left.state) ?? 3, order.firstIndex(of: right.state) ?? 3)
        return a == b ? (left.reason ?? "") < (right.reason ?? "") : a < b
    }
}
