import Capture
import Imaging

/// The keys of `cameras[].source.simulated`.
enum SimulatedKeys {
    /// What `scene` may say.
    enum Scene: String, CaseIterable {
        case firstRun = "first-run"
        case custom
    }

    static let scene = DefaultedKey(
        "scene", .choice(Scene.allCases.map { ($0.rawValue, $0) }), standard: .firstRun,
        "`first-run`: a ready-made scene with a walker and a vehicle; `custom`: what the keys below say.")
    static let pace = DefaultedKey(
        "pace", .pace, standard: .realTime,
        "`real-time`: as a camera would; `fast`: as fast as possible; frames that analysis cannot follow are dropped, "
            + "as a camera's are.")
    static let seed = DefaultedKey(
        "seed", .integer(0...Int.max), standard: 1,
        "From which texture, noise and wind are drawn; the same seed gives the same scene. Custom scenes only, as all "
            + "that follows.")
    static let size = DefaultedKey(
        "size", .frameSize, standard: FrameSize(width: 640, height: 360), "Size of the frames.")
    static let fps = DefaultedKey(
        "fps", .number(0.1...240, unit: "frames a second"), standard: 15, "Frames a second.")
    static let noise = DefaultedKey(
        "noise", .number(0...30, unit: "gray levels"), standard: 2, "Standard deviation of the sensor's noise.")
    static let wind = DefaultedKey("wind", .number(0...1), standard: 0, "How much the vegetation moves.")
    static let clouds = DefaultedKey(
        "clouds", .number(0...1), standard: 0, "How much the shadows of passing clouds darken the ground.")
    static let lightChange = SectionKey("light_change", LightChangeKeys.section)
    static let actors = ListKey("actors", of: ActorKeys.section, count: 0...64)

    static let section = ConfigurationSection(
        path: "cameras[].source.simulated", meaning: "A simulated scene, for tests, training and the first run.",
        keys: [scene.declaration, pace.declaration] + customOnly)

    /// The keys that a ready-made scene leaves no room for.
    static let customOnly = [
        seed.declaration, size.declaration, fps.declaration, noise.declaration, wind.declaration, clouds.declaration,
        lightChange.declaration, actors.declaration,
    ]
}
