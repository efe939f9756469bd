public import Station
import Timekeeping

/// The clock in ``HealthDocument``.
public struct ClockHealth: Codable, Sendable, Hashable {
    /// `locked`, `holdover`, `free` or `unset`.
    public var state: String
    /// How far UTC may be off; left out if nothing bounds it.
    public var uncertaintySeconds: Double?
    /// How often UTC jumped since the daemon started.
    public var steps: Int
    /// By how many seconds it jumped last; left out if it never did.
    public var lastStepSeconds: Double?
    /// When that was, in the UTC of the document's `time`.
    public var lastStepTime: String?

    /// Tells `status` in the words of the document.
    public init(_ status: ClockStatus) {
        state = status.condition.state.rawValue
        uncertaintySeconds = status.condition.uncertainty.map { Double($0) / 1e9 }
        steps = status.steps
        lastStepSeconds = status.lastStep.map { Double($0) / 1e9 }
        lastStepTime = status.lastStepTime?.rfc3339
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case uncertaintySeconds = "uncertainty_seconds"
        case steps
        case lastStepSeconds = "last_step_seconds"
        case lastStepTime = "last_step_time"
    }
}
