public import Journal
import MerkleLog
public import Timekeeping

/// What an entry is to an alarm: what folding a storm goes by.
public struct AlarmStep: Sendable, Hashable {
    /// What the entry does.
    public enum Change: Sendable, Hashable {
        case opened, updated, closed
    }

    /// What the entry does.
    public var change: Change
    /// The alarm's event.
    public var event: Int64
    /// The camera.
    public var camera: String?
    /// The rule.
    public var rule: String?
    /// When it happened.
    public var time: UTCTime

    /// Makes a step from its parts.
    public init(_ change: Change, event: Int64, camera: String?, rule: String?, time: UTCTime) {
        self.change = change
        self.event = event
        self.camera = camera
        self.rule = rule
        self.time = time
    }

    /// The step that an entry is; `nil` if it is none.
    public init?(_ entry: Entry) {
        guard let event = entry.event else { return nil }
        switch entry.kind {
        case .eventOpened: change = .opened
        case .eventUpdated: change = .updated
        case .eventClosed: change = .closed
        default: return nil
        }
        self.event = event
        camera = entry.camera
        rule = entry.payload["rule"]?.string
        time = entry.time.utc
    }
}
