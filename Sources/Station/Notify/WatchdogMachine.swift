package import Timekeeping

/// Decides when the service manager may be told that the daemon is alive. Pure.
///
/// It asks every queue in rounds: a round is over when all that were asked have answered. Invariants: it says so once for
/// each round, and never for one in which a queue has not answered; a queue that is gone is not waited for; it is told once
/// who does not answer, and once that all do again.
package struct WatchdogMachine: Sendable {
    /// What happens.
    package enum Event: Sendable, Hashable {
        /// Time passes; these queues are there now.
        case tick(at: MonotonicTime, queues: [String])
        /// A queue came to the block that was given to it in this round.
        case answered(String, round: Int)
    }

    /// What is to be done.
    package enum Action: Sendable, Hashable {
        /// Give a block to each of these queues.
        case ask([String], round: Int)
        /// Tell the service manager that everything moves.
        case feed
        /// These queues have not moved for so many seconds.
        case complain([String], seconds: Double)
        /// All queues move again.
        case relieve
    }

    private let patience: Double
    private var round = 0
    private var asked: MonotonicTime?
    private var waiting: Set<String> = []
    private var hasComplained = false

    /// Makes a machine that has asked nobody yet.
    ///
    /// - Parameter patience: seconds without an answer after which that is told.
    package init(patience: Double) {
        self.patience = patience
    }

    /// Something happened.
    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .tick(let now, let queues): return tick(now, queues)
        case .answered(let queue, let round):
            if round == self.round { waiting.remove(queue) }
            return []
        }
    }

    private mutating func tick(_ now: MonotonicTime, _ queues: [String]) -> [Action] {
        waiting.formIntersection(queues)
        if let asked, !waiting.isEmpty {
            let seconds = now.seconds(since: asked)
            guard seconds >= patience, !hasComplained else { return [] }
            hasComplained = true
            return [.complain(waiting.sorted(), seconds: seconds)]
        }
        var actions: [Action] = []
        if asked != nil { actions.append(.feed) }
        if hasComplained { actions.append(.relieve) }
        hasComplained = false
        round += 1
        asked = now
        waiting = Set(queues)
        return actions + [.ask(queues, round: round)]
    }
}
