public import Timekeeping

/// Which events are wanted, and in which order.
public struct EventQuery: Sendable, Hashable {
    /// In which order events come.
    public enum Order: Sendable, Hashable {
        /// By id, smallest first.
        case oldestFirst
        /// By id, greatest first.
        case newestFirst
    }

    /// Only events opened at this time or later.
    public var since: UTCTime?
    /// Only events opened before this time.
    public var until: UTCTime?
    /// Only this camera.
    public var camera: String?
    /// Only this kind of alarm (`alarm_kind` of the opening entry's payload, for example `"intrusion"`).
    public var alarmKind: String?
    /// Only events with a greater id, to go on where an earlier answer ended.
    public var after: Int64?
    /// Only events that have not ended (`true`) or have (`false`).
    public var isOpen: Bool?
    /// In which order; the limit cuts off the end of it.
    public var order: Order
    /// How many at most; default 1 000.
    public var limit: Int

    /// Makes a query; what is `nil` does not restrict.
    public init(
        since: UTCTime? = nil, until: UTCTime? = nil, camera: String? = nil, alarmKind: String? = nil,
        after: Int64? = nil, isOpen: Bool? = nil, order: Order = .oldestFirst, limit: Int = 1_000
    ) {
        self.since = since
        self.until = until
        self.camera = camera
        self.alarmKind = alarmKind
        self.after = after
        self.isOpen = isOpen
        self.order = order
        self.limit = limit
    }
}
