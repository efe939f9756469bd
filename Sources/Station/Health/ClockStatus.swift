public import Timekeeping

/// What a maintainer wants to know about the site's clock.
public struct ClockStatus: Sendable, Hashable {
    /// How far UTC can be trusted.
    public var condition: ClockCondition
    /// How often UTC jumped since the daemon started.
    public var steps: Int
    /// By how much it jumped last, in nanoseconds; `nil` if it never did.
    public var lastStep: Int64?
    /// When that was, in today's UTC.
    public var lastStepTime: UTCTime?

    /// Makes a status from its parts.
    public init(condition: ClockCondition, steps: Int = 0, lastStep: Int64? = nil, lastStepTime: UTCTime? = nil) {
        self.condition = condition
        self.steps = steps
        self.lastStep = lastStep
        self.lastStepTime = lastStepTime
    }
}
