package import Forwarding
package import Journal
import MerkleLog

extension LogSubject {
    /// What the line about an entry of a camera is about; `nil` if it needs no explanation.
    package init?(of entry: Entry) {
        // The end of a watch event by a stop or a reload carries the state that the camera was in, and is no news of it.
        if entry.kind == .watchChanged, let closed = entry.payload["closed"]?.string, closed != "recovered" {
            return nil
        }
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
