import Detection

/// The keys of one of `cameras[].zones`.
enum ZoneKeys {
    static let name = RequiredKey("name", .text, "The zone's name, by which rules and events refer to it.")
    static let role = DefaultedKey(
        "role", .choice(Zone.Role.allCases.map { ($0.rawValue, $0) }), standard: .watch,
        "`watch`: rules refer to it; `exclude`: nothing in it is looked at.")
    static let polygon = RequiredKey(
        "polygon", .points(atLeast: 3, atMost: 256),
        "Its corners in order, as shares of the image's width and height; the last is joined to the first.")

    static let section = ConfigurationSection(
        path: "cameras[].zones[]", meaning: "Parts of the image that rules watch, or that nobody looks at.",
        keys: [name.declaration, role.declaration, polygon.declaration])
}
