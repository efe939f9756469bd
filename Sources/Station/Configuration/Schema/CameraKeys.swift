import Imaging

/// The keys of one of `cameras`.
enum CameraKeys {
    static let name = RequiredKey(
        "name", .name, "The camera's name, unlike any other camera's. Events, files and metrics carry it.")
    static let source = SectionKey("source", SourceKeys.section, isRequired: true)
    static let format = DefaultedKey(
        "format", .pixelFormat, standard: nil,
        "Pixel format to ask the device for. `auto`: the best one that it offers. Devices only.")
    static let size = DefaultedKey(
        "size", .optional("auto", .frameSize), standard: nil,
        "Frame size to ask the device for. `auto`: the best one that it offers. Devices only.")
    static let fps = DefaultedKey(
        "fps", .optional("auto", .number(0.1...240, unit: "frames a second")), standard: nil,
        "Frames a second to ask the device for. `auto`: the rate nearest to 15 that it offers. Devices only.")
    static let controls = DefaultedKey(
        "controls", .controls, standard: [:],
        "Controls to set on the device, by the names that `v4l2-ctl --list-ctrls` prints. Devices only.")
    static let analysis = SectionKey("analysis", AnalysisKeys.section)
    static let masks = ListKey("masks", of: MaskKeys.section, count: 0...64)
    static let zones = ListKey("zones", of: ZoneKeys.section, count: 0...64)
    static let tripwires = ListKey("tripwires", of: TripwireKeys.section, count: 0...64)
    static let rules = ListKey("rules", of: RuleKeys.section, count: 0...64)
    static let recording = SectionKey("recording", RecordingKeys.section)
    static let snapshot = SectionKey("snapshot", SnapshotKeys.section)
    static let watch = SectionKey("watch", WatchKeys.section)
    static let blindAfter = DefaultedKey(
        "blind_after", .duration(0.5...3600), standard: 5,
        "Time without a frame after which the camera counts as blind; longer than two frames take.")

    static let section = ConfigurationSection(
        path: "cameras[]", meaning: "The cameras of the site.",
        keys: [
            name.declaration, source.declaration, format.declaration, size.declaration, fps.declaration,
            controls.declaration, masks.declaration, analysis.declaration, zones.declaration, tripwires.declaration,
            rules.declaration, recording.declaration, snapshot.declaration, watch.declaration, blindAfter.declaration,
        ])
}
