/// The clock of a site, passed in wherever time is needed, so that tests can replace it.
public protocol SiteClock: Sendable {
    /// The monotonic clock now.
    func now() -> MonotonicTime

    /// What `moment`, a reading of this boot's monotonic clock, is in UTC, with its uncertainty.
    func reading(at moment: MonotonicTime) -> TimeReading

    /// How far UTC can be trusted now, and what has changed since the last look. Whoever looks has to tell the changes.
    func look() -> ClockLook

    /// How far UTC can be trusted now.
    func condition() -> ClockCondition

    /// Takes over what earlier entries of this site, the newest ones, knew of UTC.
    func learn(from readings: [TimeReading])
}

extension SiteClock {
    /// The present moment.
    public func reading() -> TimeReading { reading(at: now()) }
}
