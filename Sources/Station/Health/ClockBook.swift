package import Journal
import MerkleLog
package import Timekeeping

/// Turns what looks at the clock find into entries: a pure state machine.
///
/// Invariants: each change is one entry, in the order of the changes; nothing that was written before is touched, however
/// wrong the clock was. Amounts are nanoseconds as decimal text, because they exceed what a JSON number can hold for every
/// reader (2^53).
package struct ClockBook: Sendable {
    private var steps = 0
    private var last: (by: Int64, at: MonotonicTime)?

    /// Makes a book in which nothing is written yet.
    package init() {}

    /// The entries that a look asks for.
    package mutating func take(_ look: ClockLook) -> [EntryDraft] {
        look.changes.map { change -> EntryDraft in
            switch change {
            case .stepped(let step):
                steps += 1
                last = (step.by, look.taken.monotonic)
                return EntryDraft(kind: .timeStepped, time: look.taken, payload: .object(Self.payload(step)))
            case .judged(let from, let to, let suspended):
                var payload: [String: CanonicalValue] = ["to": .string(to.state.rawValue)]
                payload["from"] = from.map { .string($0.rawValue) }
                payload["bound"] = to.uncertainty.map(Self.text)
                payload["suspended"] = suspended.map(Self.text)
                return EntryDraft(kind: .timeState, time: look.taken, payload: .object(payload))
            }
        }
    }

    /// How the clock is, in the UTC of `now`.
    package func status(_ condition: ClockCondition, now: TimeReading) -> ClockStatus {
        ClockStatus(
            condition: condition, steps: steps, lastStep: last?.by, lastStepTime: last.map { now.utc(of: $0.at) })
    }

    private static func payload(_ step: ClockStep) -> [String: CanonicalValue] {
        var payload: [String: CanonicalValue] = [
            "from": text(step.from), "to": text(step.to), "by": text(step.by),
            "state": .string(step.condition.state.rawValue),
        ]
        payload["stated"] = step.stated.map(text)
        payload["bound"] = step.condition.uncertainty.map(text)
        return payload
    }

    private static func text(_ nanoseconds: Int64) -> CanonicalValue { .string(String(nanoseconds)) }
}
