/// How well `CLOCK_REALTIME` is disciplined, as the kernel tells it (adjtimex(2)). Times are in nanoseconds.
package struct ClockDiscipline: Sendable, Hashable {
    /// Whether something synchronises it.
    package var isSynchronised: Bool
    /// The kernel's bound on its error; means something only while synchronised.
    package var maximumError: Int64
    /// The error that the discipline told the kernel.
    package var estimatedError: Int64
    /// The correction that the kernel is still working off.
    package var pending: Int64

    /// Nothing is known of it.
    package static let unknown = ClockDiscipline(isSynchronised: false, maximumError: 0, estimatedError: 0, pending: 0)

    /// Makes a discipline from its parts.
    package init(isSynchronised: Bool, maximumError: Int64, estimatedError: Int64 = 1, pending: Int64 = 0) {
        self.isSynchronised = isSynchronised
        self.maximumError = maximumError
        self.estimatedError = estimatedError
        self.pending = pending
    }
}
