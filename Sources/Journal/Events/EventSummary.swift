public import MerkleLog
public import Timekeeping

/// An event as the journal's projection tells it: what its entries add up to.
public struct EventSummary: Sendable, Hashable {
    /// The `seq` of the entry that opened it.
    public var id: Int64
    /// The kind of the entry that opened it.
    public var kind: EntryKind
    /// The camera concerned, or `nil`.
    public var camera: String?
    /// When it began.
    public var opened: TimeReading
    /// When it ended; `nil` while it is open.
    public var closed: TimeReading?
    /// Why it ended; `nil` while it is open.
    public var reason: String?
    /// `rule` of the opening payload.
    public var rule: String?
    /// `alarm_kind` of the opening payload.
    public var alarmKind: String?
    /// The `seq` of the newest entry that belongs to it.
    public var lastEntry: Int64
    /// The payload of the entry that opened it; `.null` if it has been erased.
    public var payload: CanonicalValue
    /// The newest snapshot, as a path relative to the journal's directory.
    public var snapshot: String?
    /// The recordings, oldest first.
    public var recordings: [RecordingSummary]

    /// Whether it is on hold: nothing of it is erased.
    public var isHeld: Bool
    /// When a person first took note of it; `nil` if nobody has.
    public var acknowledged: UTCTime?

    /// Makes a summary from its parts.
    public init(
        id: Int64, kind: EntryKind, camera: String?, opened: TimeReading, closed: TimeReading?, reason: String?,
        rule: String?, alarmKind: String?, lastEntry: Int64, payload: CanonicalValue, snapshot: String?,
        recordings: [RecordingSummary], isHeld: Bool = false, acknowledged: UTCTime? = nil
    ) {
        self.id = id
        self.kind = kind
        self.camera = camera
        self.opened = opened
        self.closed = closed
        self.reason = reason
        self.rule = rule
        self.alarmKind = alarmKind
        self.lastEntry = lastEntry
        self.payload = payload
        self.snapshot = snapshot
        self.recordings = recordings
        self.isHeld = isHeld
        self.acknowledged = acknowledged
    }
}
