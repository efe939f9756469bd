import Detection

/// The keys of `cameras[].watch`.
enum WatchKeys {
    private static let sensor = SensorLimits()

    static let frozen = DefaultedKey(
        "frozen", .optional("off", .duration(5...600)), standard: sensor.frozenSeconds,
        "How long the picture must not change at all before the camera is blind (`frozen`).")
    static let noSignal = DefaultedKey(
        "no_signal", .optional("off", .duration(2...600)), standard: sensor.noSignalSeconds,
        "How long there must be nothing but snow or colour bars before the camera is blind (`no-signal`).")
    static let dark = DefaultedKey(
        "dark", .optional("off", .integer(1...128)), standard: sensor.darkLevel,
        "Gray level of 255 below which 95 % of the picture must be for 20 s (`too-dark`).")
    static let bright = DefaultedKey(
        "bright", .optional("off", .integer(128...254)), standard: sensor.brightLevel,
        "Gray level of 255 above which 95 % of the picture must be for 20 s (`too-bright`).")
    static let covered = DefaultedKey(
        "covered", .optional("off", .number(0.1...1, unit: "share of the view")), standard: sensor.coveredShare,
        "How much of what is usually seen must be hidden behind something without features (`covered`).")
    static let moved = DefaultedKey(
        "moved", .optional("off", .number(0.02...0.15, unit: "share of the image's width")),
        standard: sensor.movedShare,
        "By how much the view must have moved (`moved`).")
    static let sharpness = DefaultedKey(
        "sharpness", .optional("off", .number(0.1...0.9, unit: "share of the usual")), standard: sensor.sharpnessShare,
        "Below which part of its usual sharpness, at this hour of the day, the picture is `defocused`.")
    static let patience = DefaultedKey(
        "patience", .duration(10...600), standard: sensor.patienceSeconds,
        "How long a cover, a move or a loss of focus must last: longer than a lorry stands before the camera.")
    static let newView = DefaultedKey(
        "new_view", .duration(600...30 * 86400), standard: sensor.newViewSeconds,
        "After which time the view of a moved camera is taken for its usual view.")
    static let frameRate = DefaultedKey(
        "frame_rate", .optional("off", .number(0.05...1, unit: "share of the agreed rate, or of `fps`")),
        standard: WatchLimits.standard.lowestRate,
        "Below which part of the frame rate the camera is degraded (`frame-rate`, `analysis-behind`).")
    static let stale = DefaultedKey(
        "stale", .optional("off", .duration(0.5...9)), standard: WatchLimits.standard.staleSeconds,
        "How old a picture may be when it is looked at, by its own time stamp (`stale`).")

    static let section = ConfigurationSection(
        path: "cameras[].watch",
        meaning: "From where on a camera counts as degraded or blind although frames come; `off` never looks for that.",
        keys: [
            frozen.declaration, noSignal.declaration, dark.declaration, bright.declaration, covered.declaration,
            moved.declaration, sharpness.declaration, patience.declaration, newView.declaration,
            frameRate.declaration, stale.declaration,
        ])
}
