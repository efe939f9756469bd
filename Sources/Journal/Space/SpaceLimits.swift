/// The thresholds of ``SpaceMachine``.
package struct SpaceLimits: Sendable, Hashable {
    /// Below so many free bytes old recordings and snapshots go early.
    package var keepFree: Int64
    /// Bytes that are set aside for the journal.
    package var reserve: Int64
    /// Seconds before the disk is full at which to warn.
    package var horizon: Double

    /// Makes limits.
    package init(keepFree: Int64, reserve: Int64, horizon: Double) {
        self.keepFree = keepFree
        self.reserve = reserve
        self.horizon = horizon
    }

    /// Below so many free bytes recording stops.
    package var stop: Int64 { keepFree / 2 }

    /// From so many free bytes on it goes on.
    package var resume: Int64 { keepFree / 4 * 3 }

    /// Below so many free files recording stops, and old files go early.
    package var stopFiles: Int64 { 64 }

    /// From so many free files on it goes on.
    package var resumeFiles: Int64 { 128 }
}
