/// Which event a token names, from its opening entry on: pure.
///
/// Invariants: a token opens one event, once; an event closes once; nothing is told of an event before it is open or,
/// but for what belongs to its recordings and snapshots, after it is closed. The newest `memory` closed events are
/// remembered, so that a snapshot or recording that comes late still finds its event.
struct EventRegistry {
    /// How many closed events are remembered.
    static let memory = 1024

    struct Known {
        var id: Int64
        var isClosed: Bool
    }

    private var known: [EventToken: Known] = [:]
    private var closed: [EventToken] = []
    private var oldestClosed = 0

    /// The event that `token` names, if its opening entry is committed and it is not forgotten.
    func event(of token: EventToken) -> Known? { known[token] }

    /// Takes over what a committed batch changed.
    mutating func apply(_ changes: Changes) {
        for (token, state) in changes.known {
            known[token] = state
            guard state.isClosed else { continue }
            if closed.count < Self.memory {
                closed.append(token)
            } else {
                known[closed[oldestClosed]] = nil
                closed[oldestClosed] = token
                oldestClosed = (oldestClosed + 1) % Self.memory
            }
        }
    }

    /// What one batch would change, seen on top of what is committed.
    struct Changes {
        let base: @Sendable (EventToken) -> Known?
        fileprivate(set) var known: [EventToken: Known] = [:]

        init(base: @escaping @Sendable (EventToken) -> Known?) {
            self.base = base
        }

        private func state(of token: EventToken) -> Known? { known[token] ?? base(token) }

        /// Finds the event of a step that would be entry `seq`, and notes what the step changes.
        mutating func resolve(_ step: EventStep, seq: Int64) throws(JournalError) -> ResolvedStep {
            let place = "event draft that would be entry \(seq)"
            switch (step, state(of: step.token)) {
            case (.open(let token), nil):
                known[token] = Known(id: seq, isClosed: false)
                return .open
            case (.open, .some(let event)):
                throw .refused(
                    place, cause: "its token already names event \(event.id)", mend: "Open each event with a new token")
            case (_, nil):
                throw .refused(
                    place, cause: "its event is not open: the opening draft never came, or was refused",
                    mend: "Append the opening draft first")
            case (_, .some(let event)) where event.isClosed:
                throw .refused(place, cause: "event \(event.id) is closed", mend: "Tell of a new event instead")
            case (.update, .some(let event)):
                return .update(event.id)
            case (.close(let token, let reason), .some(let event)):
                known[token] = Known(id: event.id, isClosed: true)
                return .close(event.id, reason: reason)
            }
        }
    }
}
