/// One look at the clock.
public struct ClockLook: Sendable, Hashable {
    /// The moment of the look.
    public var taken: TimeReading
    /// How far UTC can be trusted.
    public var condition: ClockCondition
    /// What has changed since the look before, in the order in which it is to be told.
    public var changes: [ClockChange]

    /// Makes a look from its parts.
    public init(taken: TimeReading, condition: ClockCondition, changes: [ClockChange]) {
        self.taken = taken
        self.condition = condition
        self.changes = changes
    }
}
