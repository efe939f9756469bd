/// Whether, and how far, the clock can be trusted at one moment.
public struct ClockCondition: Sendable, Hashable {
    /// The state.
    public var state: SynchronisationState
    /// Half-width of the interval around UTC in which the truth lies, in nanoseconds; `nil` if nothing bounds it.
    public var uncertainty: Int64?

    /// Makes a condition from its parts.
    public init(state: SynchronisationState, uncertainty: Int64?) {
        self.state = state
        self.uncertainty = uncertainty
    }
}
