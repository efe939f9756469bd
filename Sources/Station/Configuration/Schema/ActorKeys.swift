import Capture

/// The keys of one of `cameras[].source.simulated.actors`.
enum ActorKeys {
    static let kind = RequiredKey(
        "kind", .choice(SimulatedActor.Kind.allCases.map { ($0.rawValue, $0) }), "What moves.")
    static let height = RequiredKey(
        "height", .number(0.001...1, unit: "share of the image's height"), "Its height.")
    static let contrast = RequiredKey(
        "contrast", .number(-255...255, unit: "gray levels"),
        "How much brighter, or with a minus darker, than the background it is.")
    static let path = RequiredKey(
        "path", .outerPoints(atLeast: 1, atMost: 256),
        "Where its foot goes, as shares of the image's width and height; may begin and end outside the image.")
    static let start = DefaultedKey(
        "start", .duration(0...86400), standard: 0, "When it sets out, after the start of the scene.")
    static let speed = RequiredKey(
        "speed", .number(0.001...10, unit: "image widths a second"), "How fast it goes along its path.")
    static let every = DefaultedKey(
        "every", .optional("never", .duration(0.1...86400)), standard: nil,
        "How often it sets out again. `never`: it goes once.")
    static let perspective = DefaultedKey(
        "perspective", .number(0...1), standard: 0,
        "0: keeps its height; 1: shrinks to nothing as its foot approaches the horizon.")

    static let section = ConfigurationSection(
        path: "cameras[].source.simulated.actors[]", meaning: "What moves through the scene.",
        keys: [
            kind.declaration, height.declaration, contrast.declaration, path.declaration, start.declaration,
            speed.declaration, every.declaration, perspective.declaration,
        ])
}
