package import Forwarding
package import Journal
import MerkleLog

extension LogSubject {
    /// What the line about an entry of a camera is about; `nil` if it needs no explanation.
    package init?(of entry: Entry) {
        switch (entry.kind, entry.payload["state"]?.string) {
        case (.eventOpened, _): self = .alarm
        case (.watchChanged, "blind"): self = .cameraBlind
        case (.watchChanged, "degraded"): self = .cameraDegraded
        case (.watchChanged, "watching"): self = .cameraWatching
        default: return nil
        }
    }
}
