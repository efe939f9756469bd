package import Journal
import MerkleLog
package import Timekeeping

extension JournalReader {
    /// The ledger of a day, from what the journal says.
    ///
    /// It begins at the last start that certainly lies before the day, because a start says anew what every camera's state is. What
    /// a start's own clock said counts only where it was bounded, then or later in its boot: without that nobody knows when it was,
    /// and an earlier one is looked for, to the beginning of the journal if need be. It ends with the first entry that certainly lies
    /// a day after the end of the day, or else at `now`.
    ///
    /// - Parameters:
    ///   - day: the day's first moment.
    ///   - now: where the ledger ends.
    package func watchLedger(day: UTCTime, now: TimeReading) throws(JournalError) -> WatchLedger {
        let late = day.nanoseconds &+ 2 * WatchLedger.day
        var facts: [WatchFact] = []
        var end = now
        try forEachEntry(after: try lastStart(before: day) - 1) { entry throws(JournalError) in
            var last: TimeReading?
            if entry.kind == .siteCrashed, let seq = entry.payload["last_entry"]?.integer {
                last = try self.entry(seq: seq)?.time
            }
            facts.append(WatchFact(entry) { _ in last })
            guard let uncertainty = entry.time.uncertainty, entry.time.utc.nanoseconds &- uncertainty > late else {
                return true
            }
            end = entry.time
            return false
        }
        return WatchLedger(facts: facts, now: end)
    }

    /// The last `site.started` of which it is certain that it lies before `day`; the first of all if there is none.
    private func lastStart(before day: UTCTime) throws(JournalError) -> Int64 {
        // What is known of UTC in a boot, from a later one of its entries.
        var known: (boot: BootID, utcOfZero: Int64)?
        var next = Int64.max
        while let start = try newestEntry(of: .siteStarted, before: next) {
            if known?.boot != start.time.boot { known = nil }
            if known == nil {
                // The first will do, as one at which the machine has not slept yet; and what it slept before only makes the
                // start seem later than it was.
                try forEachEntry(after: start.seq - 1, last: next == .max ? nil : next - 1) {
                    entry throws(JournalError) in
                    guard entry.time.boot == start.time.boot else { return false }
                    guard let uncertainty = entry.time.uncertainty else { return true }
                    known = (
                        entry.time.boot,
                        entry.time.utc.nanoseconds &+ uncertainty &- entry.time.monotonic.nanoseconds
                    )
                    return false
                }
            }
            if let known, known.utcOfZero &+ start.time.monotonic.nanoseconds <= day.nanoseconds { return start.seq }
            next = start.seq
        }
        return 1
    }

    /// Shows the entries that tell whether cameras saw, in order, until `body` says that it has enough.
    private func forEachEntry(
        after seq: Int64, last: Int64? = nil, _ body: (Entry) throws(JournalError) -> Bool
    ) throws(JournalError) {
        var after = seq
        let filter = EntryFilter(kinds: WatchFact.kinds, last: last)
        // The first few are often enough; and each page costs a look at the numbers of all that follow.
        var limit = 100
        while true {
            let page = try entries(after: after, limit: limit, matching: filter)
            for entry in page {
                guard try body(entry) else { return }
            }
            guard page.count == limit, let newest = page.last else { return }
            after = newest.seq
            limit = min(limit * 10, Self.largestLimit)
        }
    }
}
