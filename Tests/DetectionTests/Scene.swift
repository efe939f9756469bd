import Detection
import Imaging

/// Draws planes for tests: a background with texture and noise from a seed, and filled rectangles on it.
struct Scene {
    let size: FrameSize
    var noise: Int
    private var state: UInt64

    init(width: Int = 160, height: Int = 120, noise: Int = 2, seed: UInt64 = 1) {
        size = FrameSize(width: width, height: height)
        self.noise = noise
        state = seed
    }

    /// A rectangle in pixels with its gray level.
    struct Patch {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
        var level: Int
    }

    /// The level of the background at a pixel, before noise: a gradient with a checked texture.
    static func background(_ x: Int, _ y: Int) -> Int { 90 + x / 8 + ((x >> 3) ^ (y >> 3)) % 2 * 12 }

    /// Fills an 8-bit plane; `light` multiplies everything in percent.
    mutating func draw(_ patches: [Patch], into plane: GrayPlane, light: Int = 100) {
        for y in 0..<size.height {
            let row = plane.row8(y)
            for x in 0..<size.width {
                row[x] = UInt8(min(max(level(x, y, patches) * light / 100 + jitter(), 0), 255))
            }
        }
    }

    /// Fills a 16-bit plane: counts around 30000, of which a level of the background is `countsPerLevel`.
    mutating func draw16(_ patches: [Patch], into plane: GrayPlane, countsPerLevel: Int, offset: Int = 0) {
        for y in 0..<size.height {
            let row = plane.row16(y)
            for x in 0..<size.width {
                var counts = 30000 + Self.background(x, y) * countsPerLevel + offset
                for patch in patches where Self.holds(patch, x, y) { counts += patch.level }
                row[x] = UInt16(min(max(counts + jitter(), 0), 65535))
            }
        }
    }

    private func level(_ x: Int, _ y: Int, _ patches: [Patch]) -> Int {
        for patch in patches where Self.holds(patch, x, y) { return patch.level }
        return Self.background(x, y)
    }

    private static func holds(_ patch: Patch, _ x: Int, _ y: Int) -> Bool {
        x >= patch.x && x < patch.x + patch.width && y >= patch.y && y < patch.y + patch.height
    }

    /// Uniform in -noise…noise, by a linear congruential generator (Knuth's MMIX constants).
    private mutating func jitter() -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return noise == 0 ? 0 : Int(state >> 33) % (2 * noise + 1) - noise
    }
}

/// Runs a detector over a scene whose patches depend on the time in seconds.
struct Run {
    let detector: Detector
    let framesPerSecond: Double
    private(set) var frame = 0
    private var scene: Scene
    private let plane: GrayPlane

    init(
        settings: DetectionSettings = DetectionSettings(), scene: Scene = Scene(), framesPerSecond: Double = 25
    ) {
        detector = Detector(settings: settings, size: scene.size)
        self.framesPerSecond = framesPerSecond
        self.scene = scene
        plane = GrayPlane(size: scene.size)
    }

    /// Seconds since the first frame.
    var time: Double { Double(frame) / framesPerSecond }

    /// Shows one frame; returns what changed.
    @discardableResult
    mutating func step(_ patches: [Scene.Patch], light: Int = 100) -> [AlarmChange] {
        scene.draw(patches, into: plane, light: light)
        detector.process(plane, at: Int64((time * 1e9).rounded()))
        frame += 1
        return detector.changes
    }

    /// Shows frames for some seconds; returns what changed.
    @discardableResult
    mutating func run(seconds: Double, light: Int = 100, _ patches: (Double) -> [Scene.Patch] = { _ in [] })
        -> [AlarmChange]
    {
        let begin = time
        var changes: [AlarmChange] = []
        while time - begin < seconds { changes += step(patches(time - begin), light: light) }
        return changes
    }
}

/// A walker of 10 × 24 pixels that starts at `x` and goes `speed` pixels a second.
func walker(_ seconds: Double, from x: Double = 20, y: Int = 60, speed: Double = 30, level: Int = 190) -> Scene.Patch {
    Scene.Patch(x: Int(x + seconds * speed), y: y, width: 10, height: 24, level: level)
}

extension [AlarmChange] {
    var opened: [Alarm] {
        compactMap { if case .opened(let alarm) = $0 { alarm } else { nil } }
    }
    var closed: [Alarm] {
        compactMap { if case .closed(let alarm) = $0 { alarm } else { nil } }
    }
}
