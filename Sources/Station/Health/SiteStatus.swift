public import Forwarding
public import Journal
public import Timekeeping

/// What a site says of itself at one moment.
public struct SiteStatus: Sendable {
    /// The site's name.
    public var site: String
    /// The version of the software.
    public var version: String
    /// When this process started, as UTC was known then.
    public var started: TimeReading
    /// When this status was taken.
    public var taken: TimeReading
    /// How far `taken` can be trusted, and what has happened to the clock.
    public var clock: ClockStatus
    /// Every configured camera, in the order of the configuration.
    public var cameras: [CameraStatus]
    /// The journal.
    public var journal: JournalStatus
    /// Every configured destination, in the order of the configuration.
    public var destinations: [DestinationStatus]
    /// Why the site is not ready, one sentence each; empty if it is ready.
    ///
    /// Ready means that the journal takes entries, that recordings are taken, and that no camera is blind. A destination that cannot be reached does
    /// not make a site unready: it goes on watching and writing.
    public var obstacles: [String]

    /// What is worse than it should be without keeping the site from its work, one sentence each.
    public var degradations: [String]

    /// Whether the newest configuration was not taken up, so that the file is not what runs.
    public var hasRefusedConfiguration: Bool

    /// Makes a status from its parts.
    public init(
        site: String, version: String, started: TimeReading, taken: TimeReading, clock: ClockStatus,
        cameras: [CameraStatus], journal: JournalStatus, destinations: [DestinationStatus], obstacles: [String],
        degradations: [String], hasRefusedConfiguration: Bool = false
    ) {
        self.site = site
        self.version = version
        self.started = started
        self.taken = taken
        self.clock = clock
        self.cameras = cameras
        self.journal = journal
        self.destinations = destinations
        self.obstacles = obstacles
        self.degradations = degradations
        self.hasRefusedConfiguration = hasRefusedConfiguration
    }

    /// Whether the site does its work.
    public var isReady: Bool { obstacles.isEmpty }

    /// Seconds since this process started, on the monotonic clock.
    public var uptime: Double { taken.monotonic.seconds(since: started.monotonic) }
}
