package import Timekeeping

/// The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date.
package enum RetryAfter {
    /// Seconds to wait, never negative; `nil` if the header says nothing understandable.
    ///
    /// - Parameters:
    ///   - field: the header's value.
    ///   - date: the answer's own `Date` header. A date is taken relative to it where there is one, so that two clocks
    ///     that disagree do not change the wait.
    ///   - now: this machine's time, used where there is no `Date`.
    package static func seconds(_ field: String, date: String?, now: UTCTime) -> Double? {
        let text = field.drop { $0 == " " }
        if let seconds = Int64(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Double(seconds) }
        guard let moment = moment(text) else { return nil }
        let origin = date.flatMap { Self.moment($0[...]) } ?? now
        return max(0, (Double(moment.nanoseconds) - Double(origin.nanoseconds)) / 1e9)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// An IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms are not read.
    private static func moment(_ text: Substring) -> UTCTime? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month + 1
        return UTCTime(rfc3339: "\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}
