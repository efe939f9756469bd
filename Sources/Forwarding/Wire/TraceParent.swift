/// `traceparent` (W3C Trace Context, version 00): a fresh trace for each request.
public enum TraceParent {
    /// The header's value.
    ///
    /// - Parameter random: evenly distributed over all values; called three times.
    public static func make(_ random: () -> UInt64) -> String {
        // All zeros would be invalid.
        "00-\(digits(random() | 1))\(digits(random()))-\(digits(random() | 1))-01"
    }

    private static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
