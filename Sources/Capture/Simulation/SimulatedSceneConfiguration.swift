public import Imaging

/// What a simulated scene shows. The same configuration gives the same pixels, on every machine.
public struct SimulatedSceneConfiguration: Sendable, Hashable {
    /// From which texture, noise and wind are drawn.
    public var seed: UInt64
    /// Size of the frames, at least 16x16.
    public var size: FrameSize
    /// Frames a second, more than 0.
    public var framesPerSecond: Double
    /// Standard deviation of the sensor's noise in gray levels, 0…30.
    public var noise: Double
    /// How much the vegetation moves, 0…1.
    public var wind: Double
    /// How much the shadows of passing clouds darken the ground, 0…1.
    public var clouds: Double
    /// A change of the light.
    public var lightChange: SimulatedLightChange?
    /// What moves; drawn in this order, later ones over earlier ones.
    public var actors: [SimulatedActor]

    /// Makes a configuration of an empty, still scene; everything has a default.
    public init(
        seed: UInt64 = 1, size: FrameSize = .init(width: 640, height: 360), framesPerSecond: Double = 15,
        noise: Double = 2, wind: Double = 0, clouds: Double = 0, lightChange: SimulatedLightChange? = nil,
        actors: [SimulatedActor] = []
    ) {
        self.seed = seed
        self.size = size
        self.framesPerSecond = framesPerSecond
        self.noise = noise
        self.wind = wind
        self.clouds = clouds
        self.lightChange = lightChange
        self.actors = actors
    }

    /// A scene for the first run without a camera: quiet, some wind, a walker who crosses within ten seconds of the start
    /// and then each 25 seconds, and a vehicle now and then.
    public static var firstRun: SimulatedSceneConfiguration {
        .init(
            seed: 0x6B61_7261_756C_61, noise: 2.5, wind: 0.25,
            actors: [
                .init(
                    kind: .vehicle, height: 0.16, contrast: -45,
                    path: [.init(x: 1.2, y: 0.66), .init(x: -0.2, y: 0.66)],
                    startSeconds: 17, speed: 0.22, repeatsEverySeconds: 75),
                .init(
                    kind: .walker, height: 0.3, contrast: 55, path: [.init(x: -0.06, y: 0.86), .init(x: 1.06, y: 0.8)],
                    startSeconds: 6, speed: 0.11, repeatsEverySeconds: 25),
            ])
    }
}
