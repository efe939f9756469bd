/// One moment as every entry of the journal carries it: boot, monotonic time, UTC, and how far UTC may be off.
public struct TimeReading: Sendable, Hashable {
    /// The boot in which `monotonic` counts.
    public var boot: BootID
    /// The moment on the monotonic clock.
    public var monotonic: MonotonicTime
    /// The same moment in UTC, as well as this machine knows it.
    public var utc: UTCTime
    /// Half-width of the interval around `utc` in which the truth lies, in nanoseconds; `nil` if nothing bounds it
    /// (see ``SynchronisationState``).
    public var uncertainty: Int64?

    /// Makes a reading from its parts.
    public init(boot: BootID, monotonic: MonotonicTime, utc: UTCTime, uncertainty: Int64?) {
        self.boot = boot
        self.monotonic = monotonic
        self.utc = utc
        self.uncertainty = uncertainty
    }
}
