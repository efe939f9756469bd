package import Timekeeping

/// Decides what is erased: pure.
///
/// Invariants: nothing is ever chosen that is open, on hold, or part of an event that not every destination has been told
/// whole; what age demands is chosen whatever the space; for want of space recordings go before snapshots, the oldest
/// first, and no more than is needed; payloads go by age alone, for they take next to no space.
package struct RetentionPlanner: Sendable {
    /// Why something is erased.
    package enum Reason: String, Sendable, Hashable {
        /// It was kept as long as it may be.
        case age
        /// A limit of bytes was exceeded, or the disk needs room.
        case space
    }

    /// What is to be erased, and why.
    package struct Choice: Sendable, Hashable {
        package var candidate: RetentionCandidate
        package var reason: Reason
    }

    private let policy: RetentionPolicy
    private let now: UTCTime
    private let deliveredThrough: DeliveredThrough

    /// Makes a planner.
    ///
    /// - Parameters:
    ///   - policy: what is kept how long.
    ///   - now: the time by which ages are counted.
    ///   - deliveredThrough: up to where everything has arrived at every configured destination.
    package init(policy: RetentionPolicy, now: UTCTime, deliveredThrough: DeliveredThrough) {
        self.policy = policy
        self.now = now
        self.deliveredThrough = deliveredThrough
    }

    /// Whether anything speaks against erasing it.
    package func isProtected(_ candidate: RetentionCandidate) -> Bool {
        candidate.isOpen || candidate.isHeld || candidate.hasFiles
            || candidate.newest > deliveredThrough[candidate.target.retentionClass]
    }

    /// Before when something must have begun to age to be due; `nil` if the class has no age.
    package func due(_ retentionClass: RetentionClass) -> UTCTime? {
        guard let age = policy.age(of: retentionClass) else { return nil }
        let nanoseconds = Int64(max(0, min(age, 9e9)) * 1e9)
        let (due, overflows) = now.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return overflows ? nil : UTCTime(nanoseconds: due)
    }

    /// Chooses among the candidates of one class.
    ///
    /// - Parameter budget: what must go besides what age demands; reduced by what was chosen, whatever the reason.
    package func choose(
        _ candidates: [RetentionCandidate], of retentionClass: RetentionClass, budget: inout SpaceBudget
    ) -> [Choice] {
        let due = due(retentionClass)
        let free =
            candidates
            .filter { $0.target.retentionClass == retentionClass && !isProtected($0) }
            .sorted { ($0.since.nanoseconds, $0.newest) < ($1.since.nanoseconds, $1.newest) }
        var choices: [Choice] = []
        for candidate in free {
            let isDue = due.map { candidate.since < $0 } ?? false
            guard isDue || !budget.need(of: retentionClass).isMet else { break }
            choices.append(Choice(candidate: candidate, reason: isDue ? .age : .space))
            budget.gave(retentionClass, bytes: candidate.bytes, files: 1)
        }
        return choices
    }
}
