public import Timekeeping

/// Which entries are wanted.
public struct EntryFilter: Sendable, Hashable {
    /// Only these kinds; `nil` for all.
    public var kinds: Set<EntryKind>?
    /// Only these cameras; `nil` for all, and for entries that concern no camera.
    public var cameras: Set<String>?
    /// Only entries of this time or later.
    public var since: UTCTime?
    /// Only entries before this time.
    public var until: UTCTime?
    /// Only entries of this event.
    public var event: Int64?
    /// Only entries up to this one.
    public var last: Int64?

    /// Makes a filter; what is `nil` does not restrict.
    public init(
        kinds: Set<EntryKind>? = nil, cameras: Set<String>? = nil, since: UTCTime? = nil, until: UTCTime? = nil,
        event: Int64? = nil, last: Int64? = nil
    ) {
        self.kinds = kinds
        self.cameras = cameras
        self.since = since
        self.until = until
        self.event = event
        self.last = last
    }

    /// Every entry.
    public static let all = EntryFilter()
}
