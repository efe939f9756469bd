package import Timekeeping

/// Durations as a person says them.
package enum DurationText {
    /// `0.4 s`, `14 s`, `3 min 20 s`, `5 h 2 min`, `12 d 3 h`; negative durations count as 0.
    package static func text(seconds: Double) -> String {
        guard seconds.isFinite else { return "?" }
        let seconds = max(0, seconds)
        if seconds < 9.95 { return "\(tenths(seconds)) s" }
        let whole = Int64(min(seconds.rounded(), 1e15))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return pair(whole / 60, "min", whole % 60, "s") }
        if whole < 86_400 { return pair(whole / 3600, "h", whole % 3600 / 60, "min") }
        return pair(whole / 86_400, "d", whole % 86_400 / 3600, "h")
    }

    /// A duration with what is to be said of it: nothing if the monotonic clock measured it; across a restart of the
    /// machine, by which clock and how well.
    package static func text(_ elapsed: Elapsed) -> String {
        guard elapsed.basis == .utc else { return text(seconds: elapsed.seconds) }
        guard elapsed.seconds + (elapsed.uncertainty ?? 0) >= 0 else {
            return "an unknown time (across a reboot, and the clock went back)"
        }
        let quality = elapsed.uncertainty.map { "± \(text(seconds: $0))" } ?? "not synchronised"
        return "\(text(seconds: elapsed.seconds)) by the clock (across a reboot, \(quality))"
    }

    /// As ``text(seconds:)``, but small ones in milliseconds and microseconds, rounded up: `40 µs`, `12 ms`.
    package static func fine(seconds: Double) -> String {
        guard seconds.isFinite, seconds > 0, seconds < 1 else { return text(seconds: seconds) }
        let microseconds = Int64((seconds * 1e6).rounded(.up))
        return microseconds < 1000 ? "\(microseconds) µs" : "\((microseconds + 999) / 1000) ms"
    }

    /// A number with one decimal, without a fraction that is 0.
    package static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func pair(_ first: Int64, _ unit: String, _ second: Int64, _ small: String) -> String {
        second == 0 ? "\(first) \(unit)" : "\(first) \(unit) \(second) \(small)"
    }
}
