/// The keys of one of `cameras[].masks`.
enum MaskKeys {
    static let name = DefaultedKey(
        "name", .optional("", .text), standard: nil, "What it hides, for people.")
    static let polygon = RequiredKey(
        "polygon", .points(atLeast: 3, atMost: 256),
        "Its corners in order, as shares of the image's width and height; the last is joined to the first.")

    static let section = ConfigurationSection(
        path: "cameras[].masks[]",
        meaning: "Privacy masks: parts of the image that are never analysed, stored or sent.",
        keys: [name.declaration, polygon.declaration])
}
