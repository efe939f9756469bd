/// A reading of `CLOCK_MONOTONIC`: nanoseconds since some point before this boot.
///
/// Order and durations come from here and never from UTC, which may step. It is comparable only within one boot.
/// The corresponding kernel clock is the one V4L2 stamps buffers with (`V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC`).
public struct MonotonicTime: Sendable, Hashable, Comparable {
    /// Nanoseconds on the monotonic clock.
    public var nanoseconds: Int64

    /// Makes a reading from nanoseconds.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Earlier readings sort first.
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Seconds from `earlier` to this reading; negative if `earlier` is later.
    public func seconds(since earlier: MonotonicTime) -> Double {
        Double(nanoseconds &- earlier.nanoseconds) / 1e9
    }

    /// This reading moved by `seconds`, which may be negative.
    public func advanced(bySeconds seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds &+ Int64((seconds * 1e9).rounded()))
    }
}
