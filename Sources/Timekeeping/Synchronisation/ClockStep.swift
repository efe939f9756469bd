/// A jump of UTC against the monotonic clock: somebody set the clock, or a leap second came.
public struct ClockStep: Sendable, Hashable {
    /// UTC minus monotonic before, in nanoseconds.
    public var from: Int64
    /// UTC minus monotonic after, in nanoseconds.
    public var to: Int64
    /// By how much UTC jumped, in nanoseconds; forward is positive. `to - from`, but for what a suspension added.
    public var by: Int64
    /// How far UTC was said to be off before, in nanoseconds; `nil` if nothing bounded it.
    public var stated: Int64?
    /// How far UTC can be trusted after it.
    public var condition: ClockCondition

    /// Makes a step from its parts.
    public init(from: Int64, to: Int64, by: Int64, stated: Int64?, condition: ClockCondition) {
        self.from = from
        self.to = to
        self.by = by
        self.stated = stated
        self.condition = condition
    }
}
