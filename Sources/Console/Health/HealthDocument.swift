public import Station
import Timekeeping

/// What `/health` answers: a site's status as JSON with names that stay.
///
/// It holds no picture, no event detail and no secret. A member whose value is unknown is left out. Times are RFC 3339 UTC
/// with nanoseconds, ages and durations seconds, rates frames a second.
public struct HealthDocument: Codable, Sendable, Hashable {
    /// The site's name.
    public var site: String
    /// The version of the software.
    public var version: String
    /// When the daemon started, in the UTC of `time`: also right if the clock has been set since.
    public var started: String
    /// When this was true.
    public var time: String
    /// How far `time` may be off; left out if nothing bounds it.
    public var timeUncertaintySeconds: Double?
    /// Seconds since `started`, on the monotonic clock.
    public var uptimeSeconds: Double
    /// Whether the site does its work: the journal takes entries and no camera is blind.
    public var ready: Bool
    /// Why it is not ready, one sentence each.
    public var obstacles: [String]
    /// What is worse than it should be without keeping the site from its work, one sentence each.
    public var degraded: [String]
    /// The clock.
    public var clock: ClockHealth
    /// Every configured camera, in the order of the configuration.
    public var cameras: [CameraHealth]
    /// The journal.
    public var journal: JournalHealth
    /// Every configured destination, in the order of the configuration.
    public var destinations: [DestinationHealth]

    /// Tells `status` in the words of the document.
    public init(_ status: SiteStatus) {
        site = status.site
        version = status.version
        started = status.taken.utc(of: status.started.monotonic).rfc3339
        time = status.taken.utc.rfc3339
        timeUncertaintySeconds = status.taken.uncertainty.map { Double($0) / 1e9 }
        uptimeSeconds = status.uptime
        ready = status.isReady
        obstacles = status.obstacles
        degraded = status.degradations
        clock = ClockHealth(status.clock)
        cameras = status.cameras.map(CameraHealth.init)
        journal = JournalHealth(status.journal)
        destinations = status.destinations.map(DestinationHealth.init)
    }

    private enum CodingKeys: String, CodingKey {
        case site, version, started, time
        case timeUncertaintySeconds = "time_uncertainty_seconds"
        case uptimeSeconds = "uptime_seconds"
        case ready, obstacles, degraded, clock, cameras, journal, destinations
    }
}
