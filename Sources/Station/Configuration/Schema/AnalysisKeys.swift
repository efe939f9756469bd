import Imaging

/// The keys of `cameras[].analysis`.
enum AnalysisKeys {
    static let scale = DefaultedKey(
        "scale", .lumaScale, standard: nil,
        "How many times smaller than the frame the image is that the detector looks at. `auto`: as small as the "
            + "smallest target allows; it keeps 14 rows.")
    static let sensitivity = DefaultedKey(
        "sensitivity", .integer(1...9), standard: 5,
        "1 finds only what is very clear, 9 the faintest change.")
    static let smallestTarget = DefaultedKey(
        "smallest_target", .number(0.01...1, unit: "share of the image's height"), standard: 0.04,
        "Height of the smallest target that matters, as a share of the image's height.")
    static let hold = DefaultedKey(
        "hold", .duration(1...86400), standard: 600,
        "How long somebody who stopped moving is kept apart from the background.")

    static let section = ConfigurationSection(
        path: "cameras[].analysis", meaning: "How the frames are analysed.",
        keys: [scale.declaration, sensitivity.declaration, smallestTarget.declaration, hold.declaration])
}
