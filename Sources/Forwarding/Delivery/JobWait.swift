import Timekeeping

/// The wait of one kind of work that does not go on, while other work does.
struct JobWait: Sendable {
    /// Failures since the last success.
    private(set) var failures = 0
    /// What stands in the way.
    private(set) var error: DeliveryError?
    /// Before this nothing of the kind is tried.
    private(set) var notBefore: MonotonicTime?

    /// Whether an attempt may be made now.
    func isDue(_ now: MonotonicTime) -> Bool { notBefore.map { now >= $0 } ?? true }

    /// Waits longer after each failure, and at least as long as the receiver asks for.
    ///
    /// - Parameter atLeast: how many failures it counts as, if that is more than were counted.
    mutating func postpone(
        _ error: DeliveryError, retryAfter: Double? = nil, atLeast: Int = 0, _ backOff: BackOff, random: Double,
        _ now: MonotonicTime
    ) {
        failures = max(failures, atLeast) + 1
        self.error = error
        notBefore = now.advanced(bySeconds: backOff.wait(after: failures, retryAfter: retryAfter, random: random))
    }

    /// Lets the kind of work rest for a while although nothing failed.
    mutating func rest(until time: MonotonicTime) { notBefore = time }

    /// Shows what stands in the way without waiting for it.
    mutating func show(_ error: DeliveryError) { self.error = error }

    /// Ends the wait, and no more: the next failure waits longer still.
    mutating func retryNow() { notBefore = nil }

    mutating func succeeded() { self = JobWait() }
}
