public import Forwarding

/// What one site is asked to do: the content of its configuration file, checked and complete.
///
/// A value of this type that came out of ``load(path:)`` holds what the whole house may rely on: names are unique and safe,
/// numbers lie in their ranges, rules refer only to zones and tripwires that exist, polygons have an area and do not
/// cross themselves, paths are complete. Every default is that of ``ConfigurationSchema``.
public struct SiteConfiguration: Sendable, Hashable {
    /// The site's name: letters, digits, `.`, `_` and `-`.
    public var site: String
    /// What is logged.
    public var log = LogConfiguration()
    /// How long and how much is kept.
    public var retention = RetentionConfiguration()
    /// How the journal is kept, and the disk from filling up.
    public var storage = StorageConfiguration()
    /// Where health and metrics are served.
    public var console = ConsoleConfiguration()
    /// The cameras, in the order of the file; at least one, names unique.
    public var cameras: [CameraConfiguration]
    /// The upstream receivers, in the order of the file; names unique.
    public var destinations: [Destination] = []

    /// Makes a site of which the file says no more than this.
    public init(site: String, cameras: [CameraConfiguration]) {
        self.site = site
        self.cameras = cameras
    }
}
