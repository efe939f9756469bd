package import Journal
import MerkleLog

/// How urgent an entry is to whoever watches a syslog (RFC 5424, 6.2.1).
package enum SyslogSeverity: Int, Sendable, CaseIterable {
    case alert = 1
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case informational = 6

    /// By lane and kind, and by nothing that the destination may not see.
    ///
    /// A person who may need help is `alert`; an alarm that opens, `critical`; a camera that is blind, `error`.
    package init(of entry: DisclosedEntry, lane: Lane) {
        switch (entry.kind, lane) {
        case (.eventOpened, .assistance), (.eventUpdated, .assistance): self = .alert
        case (.eventClosed, _): self = .notice
        case (.eventOpened, _): self = .critical
        case (.eventUpdated, _), (_, .alarm): self = .warning
        case (.watchChanged, _) where Self.isExpected(entry.payload["reason"]?.string): self = .notice
        case (.watchChanged, _):
            switch entry.payload["state"]?.string {
            case "blind": self = .error
            case "degraded": self = .warning
            default: self = .notice
            }
        case (.siteCrashed, _), (.journalReplaced, _), (.storageChanged, _): self = .error
        case (.timeStepped, _), (.deliveryQuarantined, _): self = .warning
        case (.siteStarted, _), (.siteStopped, _): self = .notice
        default: self = .informational
        }
    }

    /// Whether a camera does not see because it was just started, or because the site's configuration wants it so.
    private static func isExpected(_ reason: String?) -> Bool {
        ["starting", "removed", "reconfigured"].contains(reason)
    }
}
