import Journal
package import Timekeeping

/// Which entries are not older than some age, on a machine whose clock may have been set meanwhile.
///
/// What happened in this boot is judged by the monotonic clock, what happened before by UTC.
package struct AgeWindow: Sendable {
    private let now: TimeReading
    /// In nanoseconds.
    private let age: Int64

    /// Makes a window that reaches back from `now` to `since`, which was counted back from it.
    package init(now: TimeReading, since: UTCTime) {
        self.now = now
        age = now.utc.nanoseconds &- since.nanoseconds
    }

    /// From when on in UTC entries have to be asked for so that none of the window is missed.
    ///
    /// - Parameter steps: the entries that tell of steps of UTC; what is not of this boot or not in the window counts nothing.
    package func since(steps: [EntryDocument]) -> UTCTime {
        let begin = now.monotonic.nanoseconds &- age
        var earliest = now.utc.nanoseconds &- age
        for step in steps where step.boot == now.boot.value && step.monotonic >= begin {
            // Before the step UTC stood so far from the monotonic clock.
            guard let offset = step.payload.member("from")?.text.flatMap({ Int64($0) }) else { continue }
            earliest = min(earliest, begin &+ offset)
        }
        return UTCTime(nanoseconds: earliest)
    }

    /// Whether an entry is in the window.
    package func contains(_ entry: EntryDocument) -> Bool {
        entry.boot == now.boot.value
            ? entry.monotonic >= now.monotonic.nanoseconds &- age
            : entry.utc.nanoseconds >= now.utc.nanoseconds &- age
    }
}
