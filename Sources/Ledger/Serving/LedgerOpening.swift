import Synchronization

/// Collects the doors as they open; when both are open it says so, once.
final class LedgerOpening: Sendable {
    private struct State {
        var port: Int?
        var healthPort: Int?
    }

    private let state = Mutex(State())
    private let onServing: (@Sendable (LedgerEndpoints) -> Void)?

    init(onServing: (@Sendable (LedgerEndpoints) -> Void)?) {
        self.onServing = onServing
    }

    func openedForSites(_ port: Int) { note { $0.port = port } }

    func openedForHealth(_ port: Int) { note { $0.healthPort = port } }

    private func note(_ change: (inout State) -> Void) {
        let endpoints: LedgerEndpoints? = state.withLock { state in
            change(&state)
            guard let port = state.port, let health = state.healthPort else { return nil }
            return LedgerEndpoints(port: port, healthPort: health)
        }
        if let endpoints { onServing?(endpoints) }
    }
}
