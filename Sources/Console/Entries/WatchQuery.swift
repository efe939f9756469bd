package import Timekeeping

/// What `/v1/watch` was asked for.
package struct WatchQuery: Sendable, Hashable {
    /// The first moment of the day asked for; `nil` for today.
    package var day: UTCTime?
    /// The camera asked for; `nil` for all.
    package var camera: String?

    /// Reads the query of a request.
    ///
    /// - Throws: `QueryError` for a parameter that does not exist, comes twice, or is no day.
    package init(_ parameters: [(key: String, value: String)]) throws(QueryError) {
        var seen: Set<String> = []
        for (key, value) in parameters {
            guard seen.insert(key).inserted else { throw QueryError(key: key, cause: "it comes twice") }
            switch key {
            case "day":
                guard let day = Self.day(value) else {
                    throw QueryError(
                        key: key, cause: "a day of UTC such as 2026-11-22 is expected, not \"\(value)\"")
                }
                self.day = day
            case "camera": camera = value
            default: throw QueryError(key: key, cause: "there is no such parameter; day and camera are known")
            }
        }
    }

    /// The first moment of a day of UTC written as `2026-11-22`; `nil` if it is none.
    package static func day(_ text: String) -> UTCTime? {
        text.utf8.count == 10 ? UTCTime(rfc3339: text + "T00:00:00Z") : nil
    }

    /// The first moment of the day in which `time` lies.
    package static func day(of time: UTCTime) -> UTCTime {
        let day: Int64 = 86_400_000_000_000
        let rest = time.nanoseconds % day
        return UTCTime(nanoseconds: time.nanoseconds - (rest < 0 ? rest + day : rest))
    }
}
