/// The keys of `cameras[].source`.
enum SourceKeys {
    static let device = DefaultedKey(
        "device", .optional("", .path), standard: nil,
        "A V4L2 device. Use a name below `/dev/v4l/by-id` or `/dev/v4l/by-path`: `/dev/video0` may be another camera "
            + "after the next start. `karaulactl cameras` lists them.")
    static let footage = SectionKey("footage", FootageKeys.section)
    static let simulated = SectionKey("simulated", SimulatedKeys.section)

    static let section = ConfigurationSection(
        path: "cameras[].source",
        meaning: "Where the camera's frames come from: exactly one of `device`, `footage` and `simulated`.",
        keys: [device.declaration, footage.declaration, simulated.declaration])
}
