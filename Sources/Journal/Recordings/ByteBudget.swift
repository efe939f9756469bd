import Synchronization

/// Bytes that several takers share; never more than `limit` are out at once.
final class ByteBudget: Sendable {
    private struct State {
        var used = 0
        var isTold = false
    }

    let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = max(0, limit)
    }

    /// How many bytes can be taken now, as long as nobody else takes them first.
    var free: Int { state.withLock { limit - $0.used } }

    /// Takes `bytes`, or nothing and answers `false`.
    func take(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard bytes <= limit - state.used else { return false }
            state.used += bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) {
        state.withLock { state in
            state.used -= bytes
            if state.used <= limit / 2 { state.isTold = false }
        }
    }

    /// Whether a shortage is worth telling: once, until half of the budget was free again.
    func isShortageNews() -> Bool {
        state.withLock { state in
            defer { state.isTold = true }
            return !state.isTold
        }
    }
}
