/// Something about the clock that has to be told.
public enum ClockChange: Sendable, Hashable {
    /// UTC jumped.
    case stepped(ClockStep)
    /// The clock is to be trusted differently than before (`nil`: nothing was known), or the machine was suspended for
    /// so many nanoseconds, in which neither the monotonic clock nor anybody else counted.
    case judged(from: SynchronisationState?, to: ClockCondition, suspended: Int64?)
}
