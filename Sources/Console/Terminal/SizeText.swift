/// Sizes as a person says them.
package enum SizeText {
    /// `512 B`, `1.5 KiB`, `24 MiB`; negative sizes count as 0.
    package static func text(bytes: Int64) -> String {
        var value = Double(max(0, bytes))
        var unit = "B"
        for next in ["KiB", "MiB", "GiB", "TiB"] where value >= 1024 {
            value /= 1024
            unit = next
        }
        return "\(value < 100 ? DurationText.tenths(value) : "\(Int64(value.rounded()))") \(unit)"
    }
}
