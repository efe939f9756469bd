import Glibc
package import Timekeeping

/// Times as a person at the site reads them on the wall.
package enum LocalTime {
    /// Date and time in the zone that `TZ` or `/etc/localtime` names: `2026-11-22 09:30:12`.
    package static func text(_ moment: UTCTime) -> String {
        var seconds = time_t(moment.nanoseconds / 1_000_000_000)
        if moment.nanoseconds % 1_000_000_000 < 0 { seconds -= 1 }
        var parts = tm()
        localtime_r(&seconds, &parts)
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Int(parts.tm_year) + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday)) "
            + "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    }
}
