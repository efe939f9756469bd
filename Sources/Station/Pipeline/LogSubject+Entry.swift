package import Forwarding
package import Journal
import MerkleLog

extension LogSubject {
    /// What the line about an entry of a camera is about; `nil` if it needs no explanation.
    package init?(of entry: Entry) {
        switch (entry.kind, entry.payload["state"]?.string) {
        case (.eventOpened, _): self = .alarm
        case (.watchChanged, _) where Self.isExpected(entry.payload["reason"]?.string): return nil
        case (.watchChanged, "blind"): self = .cameraBlind
        case (.watchChanged, "degraded"): self = .cameraDegraded
        case (.watchChanged, "watching"): self = .cameraWatching
        default: return nil
        }
    }

    /// Whether a camera does not see because it was just started, or because the configuration wants it so.
    private static func isExpected(_ reason: String?) -> Bool {
        [WatchMachine.starting, WatchReason.removed, WatchReason.reconfigured].contains(reason)
    }
}
