/// What the kernel says of its clocks at one instant.
package struct ClockObservation: Sendable, Hashable {
    /// `CLOCK_MONOTONIC`, in nanoseconds.
    package var monotonic: Int64
    /// `CLOCK_BOOTTIME` minus `CLOCK_MONOTONIC`: for how long the machine has been suspended since it booted.
    package var suspended: Int64
    /// UTC minus `CLOCK_MONOTONIC`.
    package var offset: Int64
    /// How far `offset` may be off because the two were not read at once.
    package var offsetError: Int64
    /// Whether the kernel says that something synchronises its clock.
    package var isSynchronised: Bool
    /// The kernel's bound on its error; means something only while synchronised.
    package var maximumError: Int64
    /// The error that the discipline told the kernel.
    package var estimatedError: Int64
    /// The correction that the kernel is still working off.
    package var pending: Int64

    /// Makes an observation from its parts.
    package init(
        monotonic: Int64, suspended: Int64 = 0, offset: Int64, offsetError: Int64 = 0, isSynchronised: Bool,
        maximumError: Int64, estimatedError: Int64 = 1, pending: Int64 = 0
    ) {
        self.monotonic = monotonic
        self.suspended = suspended
        self.offset = offset
        self.offsetError = offsetError
        self.isSynchronised = isSynchronised
        self.maximumError = maximumError
        self.estimatedError = estimatedError
        self.pending = pending
    }
}
