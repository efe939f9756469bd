/// Which sites have been silent for too long: pure, on the monotonic clock.
///
/// Invariants: each silence is told once when it begins and once when it ends; a ledger that was away itself counts from its own
/// start.
public struct SilenceWatch: Sendable, Hashable {
    /// What begins or ends.
    public enum Change: Sendable, Hashable {
        /// A site has been silent for so many seconds.
        case began(site: String, seconds: Double)
        /// A silent site was heard.
        case ended(site: String)
    }

    private struct Watched: Sendable, Hashable {
        var heard: Int64
        var isSilent = false
    }

    private var sites: [String: Watched] = [:]

    /// Watches sites from now on; `now` in nanoseconds on the monotonic clock.
    public init(sites: [String] = [], at now: Int64 = 0) {
        for site in sites { self.sites[site] = Watched(heard: now) }
    }

    /// Takes up an alarm that an earlier run raised.
    public mutating func noteAlarm(of site: String) {
        sites[site]?.isSilent = true
    }

    /// A site was heard; whether that ends its silence.
    public mutating func heard(_ site: String, at now: Int64) -> Change? {
        let wasSilent = sites[site]?.isSilent ?? false
        sites[site] = Watched(heard: now)
        return wasSilent ? .ended(site: site) : nil
    }

    /// Looks which sites have been silent for too long; `limit` is in seconds, `nil` for never.
    public mutating func look(at now: Int64, limit: (_ site: String) -> Double?) -> [Change] {
        var changes: [Change] = []
        for (site, watched) in sites where !watched.isSilent {
            let seconds = Double(now - watched.heard) / 1e9
            guard let most = limit(site), seconds >= most else { continue }
            sites[site]?.isSilent = true
            changes.append(.began(site: site, seconds: seconds))
        }
        return changes
    }

    /// Seconds since a site was heard, or watched; `nil` if it never was.
    public func seconds(since site: String, at now: Int64) -> Double? {
        sites[site].map { Double(now - $0.heard) / 1e9 }
    }
}
