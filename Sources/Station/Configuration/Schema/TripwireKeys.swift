/// The keys of one of `cameras[].tripwires`.
enum TripwireKeys {
    static let name = RequiredKey("name", .text, "The tripwire's name, by which rules and events refer to it.")
    static let points = RequiredKey(
        "points", .points(atLeast: 2, atMost: 256),
        "Its points in order, as shares of the image's width and height. Going along it, side a lies to the left and "
            + "side b to the right.")

    static let section = ConfigurationSection(
        path: "cameras[].tripwires[]", meaning: "Lines of the image that must not be crossed unseen.",
        keys: [name.declaration, points.declaration])
}
