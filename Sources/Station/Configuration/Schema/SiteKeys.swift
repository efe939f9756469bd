/// The keys of the file itself.
enum SiteKeys {
    static let site = RequiredKey(
        "site", .name, "The site's name. Upstream receivers know the site by it; keep it for life.")
    static let log = SectionKey("log", LogKeys.section)
    static let console = SectionKey("console", ConsoleKeys.section)
    static let retention = SectionKey("retention", RetentionKeys.section)
    static let storage = SectionKey("storage", StorageKeys.section)
    static let cameras = ListKey("cameras", of: CameraKeys.section, count: 1...64)
    static let destinations = ListKey("destinations", of: DestinationKeys.section, count: 0...16)

    static let section = ConfigurationSection(
        path: "", meaning: "The file itself.",
        keys: [
            site.declaration, cameras.declaration, destinations.declaration, retention.declaration,
            storage.declaration, console.declaration, log.declaration,
        ])
}
