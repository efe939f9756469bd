import Dispatch
import Logging
import MerkleLog
import Synchronization
import Timekeeping

extension Ledger {
    /// Notes that a site was heard: whatever it said, over a connection with its certificate.
    public func heard(_ site: String) {
        let now = clock.now().nanoseconds
        guard let change = state.withLock({ $0.silence.heard(site, at: now) }) else { return }
        tell([change])
    }

    /// Looks for sites that have been silent for too long; to be called every few seconds.
    public func look() {
        let now = clock.now().nanoseconds
        tell(state.withLock { $0.silence.look(at: now) { rules.site(named: $0).silenceSeconds } })
    }

    private func tell(_ changes: [SilenceWatch.Change]) {
        guard !changes.isEmpty else { return }
        let now = now
        var stored: [LedgerChange] = []
        for change in changes {
            switch change {
            case .began(let site, let seconds):
                let notice = AlarmNotice(.silent, "nothing was heard of the site for \(Int(seconds)) s")
                stored.append(.alarm(notice, of: LogOrigin(site: site).description, at: now))
                logger.error("a site is silent", metadata: ["site": "\(site)", "seconds": "\(Int(seconds))"])
            case .ended(let site):
                stored.append(
                    .end(.silent, of: LogOrigin(site: site).description, at: now, reason: "the site was heard again"))
                logger.notice("a silent site was heard again", metadata: ["site": "\(site)"])
            }
        }
        queue.async { [self, stored] in
            do throws(LedgerError) {
                try store.commit(stored)
                state.withLock { $0.problem = nil }
            } catch {
                reportCommit(error)
            }
        }
    }
}
