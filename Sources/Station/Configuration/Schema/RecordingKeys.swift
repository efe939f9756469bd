/// The keys of `cameras[].recording`.
enum RecordingKeys {
    static let enabled = DefaultedKey(
        "enabled", .flag, standard: true, "Whether events are recorded. Snapshots are taken either way.")
    static let preroll = DefaultedKey(
        "preroll", .duration(0...60), standard: 5, "How much before the event a recording begins.")
    static let postroll = DefaultedKey(
        "postroll", .duration(0...300), standard: 5, "How much after the event a recording ends.")
    static let longest = DefaultedKey(
        "longest", .duration(1...3600), standard: 120,
        "When a recording ends even if its event goes on; at least `preroll` and `postroll` together.")
    static let memory = DefaultedKey(
        "memory", .byteCount(1 << 20...4 << 30), standard: 24 << 20,
        "Memory that the frames before an event may take. If it is too small for `preroll`, recordings begin later.")
    static let quality = DefaultedKey(
        "quality", .integer(1...100), standard: 80,
        "JPEG quality of recorded frames, where the camera does not deliver JPEG itself.")

    static let section = ConfigurationSection(
        path: "cameras[].recording", meaning: "What is kept of an event.",
        keys: [
            enabled.declaration, preroll.declaration, postroll.declaration, longest.declaration, memory.declaration,
            quality.declaration,
        ])
}
