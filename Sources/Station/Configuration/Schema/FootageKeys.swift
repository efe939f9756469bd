import Capture

/// The keys of `cameras[].source.footage`.
enum FootageKeys {
    static let path = RequiredKey(
        "path", .path,
        "A file of concatenated JPEG images, a folder of numbered JPEG files, or `-` for standard input.")
    static let fps = DefaultedKey(
        "fps", .number(0.1...240, unit: "frames a second"), standard: 10,
        "Frames a second at which the footage was taken; it holds no times of its own.")
    static let pace = DefaultedKey(
        "pace", .pace, standard: .realTime,
        "`real-time`: as it was taken; `fast`: as fast as possible; frames that analysis cannot follow are dropped, as "
            + "a camera's are.")
    static let repeats = DefaultedKey(
        "repeat", .flag, standard: false, "Begin again at the end. Standard input cannot be repeated.")

    static let section = ConfigurationSection(
        path: "cameras[].source.footage", meaning: "Replayed footage.",
        keys: [path.declaration, fps.declaration, pace.declaration, repeats.declaration])
}
