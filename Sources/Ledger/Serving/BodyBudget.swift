import Synchronization

/// How many bytes of requests are in memory at once, so that many clients together cost no more than is there.
package final class BodyBudget: Sendable {
    /// What one request holds; given back when it is done with.
    package final class Share: Sendable {
        private let budget: BodyBudget
        private let held = Mutex(0)

        fileprivate init(_ budget: BodyBudget) {
            self.budget = budget
        }

        /// Takes more; `false` if there is no more.
        package func take(_ bytes: Int) -> Bool {
            guard budget.take(bytes) else { return false }
            held.withLock { $0 += bytes }
            return true
        }

        deinit {
            budget.giveBack(held.withLock { $0 })
        }
    }

    private let limit: Int
    private let used = Mutex(0)

    /// Makes a budget of so many bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// What one request may take from.
    package func share() -> Share { Share(self) }

    /// Bytes that are held now.
    package var inUse: Int { used.withLock { $0 } }

    private func take(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard used + bytes <= limit else { return false }
            used += bytes
            return true
        }
    }

    private func giveBack(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
