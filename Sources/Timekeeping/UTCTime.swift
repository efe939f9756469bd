/// A moment in UTC: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
///
/// The range is that of `Int64` nanoseconds: the years 1677 to 2262.
public struct UTCTime: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970; negative before.
    public var nanoseconds: Int64

    /// Makes a moment from nanoseconds since 1970.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Earlier moments sort first.
    public static func < (left: UTCTime, right: UTCTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds from `earlier` to this moment, as far as UTC can be trusted with durations.
    public func seconds(since earlier: UTCTime) -> Double {
        Double(nanoseconds &- earlier.nanoseconds) / 1e9
    }
}
