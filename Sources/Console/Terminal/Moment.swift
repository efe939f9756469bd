package import Timekeeping

/// A moment as a person writes it: a time, or how long ago.
package enum Moment {
    /// Whether the text names a time, and not how long ago.
    package static func isAbsolute(_ text: String) -> Bool { UTCTime(rfc3339: text) != nil }

    /// Reads `90s`, `15m`, `1h`, `2d` or `1w` as that long before `now`, and an RFC 3339 time as itself.
    ///
    /// `nil` for anything else, for numbers below 0, and for moments that UTC time cannot hold.
    package static func parse(_ text: String, now: UTCTime) -> UTCTime? {
        if let time = UTCTime(rfc3339: text) { return time }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy({ "0"..."9" ~= $0 }),
            let count = Int64(text.dropLast())
        else { return nil }
        let (seconds, tooLong) = count.multipliedReportingOverflow(by: unit)
        let (nanoseconds, tooMany) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (moment, tooFar) = now.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return tooLong || tooMany || tooFar ? nil : UTCTime(nanoseconds: moment)
    }
}
