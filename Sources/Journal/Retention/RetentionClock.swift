package import Timekeeping

/// The time by which ages are counted: pure.
///
/// A clock that was set wrong must not erase everything. A synchronised clock is believed, at its earliest. An unsynchronised
/// one is believed only as far as the time that this run has lasted, counted from the newest entry of the runs before; so
/// without synchronisation things are kept longer by the time that the site was off, and never shorter.
package struct RetentionClock: Sendable {
    private let newest: UTCTime?
    private let began: MonotonicTime

    /// Makes a clock.
    ///
    /// - Parameters:
    ///   - newest: UTC of the newest entry when the journal was opened; `nil` for a new journal.
    ///   - began: when it was opened.
    package init(newest: UTCTime?, began: MonotonicTime) {
        self.newest = newest
        self.began = began
    }

    /// The time that ages are counted by at `reading`.
    package func now(_ reading: TimeReading) -> UTCTime {
        if let uncertainty = reading.uncertainty {
            return UTCTime(nanoseconds: reading.utc.nanoseconds &- max(0, uncertainty))
        }
        guard let newest else { return reading.utc }
        let elapsed = max(0, reading.monotonic.nanoseconds &- began.nanoseconds)
        return min(reading.utc, UTCTime(nanoseconds: newest.nanoseconds &+ elapsed))
    }
}
