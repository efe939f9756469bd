package import Journal
import MerkleLog
package import Timekeeping

extension JournalReader {
    /// The ledger of a day, from what the journal says.
    ///
    /// It begins at the last start that lies more than a day before, because a start says anew what every camera's state is, and
    /// because a clock that was set wrong is hardly wrong by more.
    ///
    /// - Parameters:
    ///   - day: the day's first moment.
    ///   - now: where the ledger ends.
    package func watchLedger(day: UTCTime, now: TimeReading) throws(JournalError) -> WatchLedger {
        let early = UTCTime(nanoseconds: day.nanoseconds &- WatchLedger.day)
        var start: Int64 = 1
        try forEachEntry(after: 0, of: [.siteStarted]) { entry throws(JournalError) in
            if entry.time.utc < early { start = entry.seq }
        }
        var facts: [WatchFact] = []
        try forEachEntry(after: start - 1, of: WatchFact.kinds) { entry throws(JournalError) in
            var last: TimeReading?
            if entry.kind == .siteCrashed, let seq = entry.payload["last_entry"]?.integer {
                last = try self.entry(seq: seq)?.time
            }
            facts.append(WatchFact(entry) { _ in last })
        }
        return WatchLedger(facts: facts, now: now)
    }

    private func forEachEntry(
        after seq: Int64, of kinds: Set<EntryKind>, _ body: (Entry) throws(JournalError) -> Void
    ) throws(JournalError) {
        var after = seq
        while true {
            let page = try entries(after: after, limit: Self.largestLimit, matching: EntryFilter(kinds: kinds))
            for entry in page { try body(entry) }
            guard let last = page.last else { return }
            after = last.seq
        }
    }
}
