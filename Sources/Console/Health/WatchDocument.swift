package import MerkleLog
package import Station
import Timekeeping

/// One camera's day of the watch ledger as `/v1/watch` tells it; times are whole nanoseconds.
package struct WatchDocument: Sendable, Hashable {
    /// The camera.
    package var camera: String
    /// The day of UTC, as `2026-11-22`.
    package var day: String
    /// Nanoseconds that the day holds so far.
    package var total: Int64
    /// Nanoseconds watching.
    package var watching: Int64
    /// Nanoseconds degraded, by reason.
    package var degraded: [String: Int64]
    /// Nanoseconds blind, by reason.
    package var blind: [String: Int64]

    /// Tells a day in the words of the document.
    package init(_ day: WatchDay) {
        camera = day.camera
        self.day = String(day.begin.rfc3339.prefix(10))
        total = day.total
        watching = day.nanoseconds(in: "watching")
        func reasons(of state: String) -> [String: Int64] {
            var reasons: [String: Int64] = [:]
            for (time, nanoseconds) in day.times where time.state == state {
                reasons[time.reason ?? "unknown", default: 0] += nanoseconds
            }
            return reasons
        }
        degraded = reasons(of: "degraded")
        blind = reasons(of: "blind")
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object.
    package init?(_ value: CanonicalValue) {
        guard let camera = value["camera"]?.string, let day = value["day"]?.string,
            let total = value["total"]?.integer, let watching = value["watching"]?.integer,
            case .object(let degraded)? = value["degraded"], case .object(let blind)? = value["blind"]
        else { return nil }
        self.camera = camera
        self.day = day
        self.total = total
        self.watching = watching
        self.degraded = degraded.compactMapValues(\.integer)
        self.blind = blind.compactMapValues(\.integer)
    }

    /// The document.
    package var value: CanonicalValue {
        [
            "camera": .string(camera), "day": .string(day), "total": .integer(total), "watching": .integer(watching),
            "degraded": .object(degraded.mapValues { .integer($0) }),
            "blind": .object(blind.mapValues { .integer($0) }),
        ]
    }
}
