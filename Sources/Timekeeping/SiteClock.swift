/// The clock of a site, passed in wherever time is needed, so that tests can replace it.
public protocol SiteClock: Sendable {
    /// The monotonic clock now.
    func now() -> MonotonicTime

    /// What `moment`, a reading of this boot's monotonic clock, is in UTC, with its uncertainty.
    func reading(at moment: MonotonicTime) -> TimeReading
}

extension SiteClock {
    /// The present moment.
    public func reading() -> TimeReading { reading(at: now()) }
}
