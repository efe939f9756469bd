import MerkleLog
import Synchronization
import Timekeeping

extension Ledger {
    /// How the ledger is now.
    ///
    /// - Throws: ``LedgerError`` if its store cannot be read.
    public func status() throws(LedgerError) -> LedgerStatus {
        let now = clock.now().nanoseconds
        var status = LedgerStatus()
        status.alarms = try store.alarms(includingEnded: false)
        status.now = clock.reading().utc.nanoseconds / 1_000_000_000
        state.withLock { state in
            status.logs = state.logs.values.map { log in
                LedgerStatus.Log(
                    source: log.origin.description, site: log.origin.site, entries: log.count, newest: log.newest,
                    complete: log.complete, receipt: log.witnessed?.size ?? 0, receiptTime: log.witnessed?.time ?? 0,
                    silentSeconds: state.silence.seconds(since: log.origin.site, at: now), hasKey: !log.keys.isEmpty)
            }
            status.counters = state.counters
            status.waiting = state.waiting.count
            status.problem = state.problem
            status.fileProblem = state.fileProblem
        }
        status.logs.sort { $0.source < $1.source }
        return status
    }
}
