public import Forwarding
public import Journal
public import Timekeeping

/// What a site says of itself at one moment.
public struct SiteStatus: Sendable {
    /// The site's name.
    public var site: String
    /// The version of the software.
    public var version: String
    /// When this process started.
    public var started: UTCTime
    /// When this status was taken.
    public var taken: TimeReading
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

    /// Makes a status from its parts.
    public init(
        site: String, version: String, started: UTCTime, taken: TimeReading, cameras: [CameraStatus],
        journal: JournalStatus, destinations: [DestinationStatus], obstacles: [String]
    ) {
        self.site = site
        self.version = version
        self.started = started
        self.taken = taken
        self.cameras = cameras
        self.journal = journal
        self.destinations = destinations
        self.obstacles = obstacles
    }

    /// Whether the site does its work.
    public var isReady: Bool { obstacles.isEmpty }
}
