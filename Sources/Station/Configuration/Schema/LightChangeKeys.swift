/// The keys of `cameras[].source.simulated.light_change`.
enum LightChangeKeys {
    static let start = RequiredKey(
        "start", .duration(0...86400), "When it begins, after the start of the scene.")
    static let duration = DefaultedKey(
        "duration", .duration(0...86400), standard: 0, "How long it takes; 0 is a lamp switched on or off.")
    static let gain = RequiredKey(
        "gain", .number(0...4), "What all brightness is multiplied by afterwards.")

    static let section = ConfigurationSection(
        path: "cameras[].source.simulated.light_change", meaning: "A change of the light over the whole scene.",
        keys: [start.declaration, duration.declaration, gain.declaration])
}
