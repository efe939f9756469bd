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

    /// A number with one decimal, without a fraction that is 0.
    package static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func pair(_ first: Int64, _ unit: String, _ second: Int64, _ small: String) -> String {
        second == 0 ? "\(first) \(unit)" : "\(first) \(unit) \(second) \(small)"
    }
}
