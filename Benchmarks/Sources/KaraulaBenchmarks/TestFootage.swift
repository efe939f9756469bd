import Capture
import Imaging

/// 1080p MJPEG as a camera would deliver it, made from the simulated scene: colour, 4:2:2, with walkers.
struct TestFootage {
    static let size = FrameSize(width: 1920, height: 1080)
    static let framesPerSecond = 15.0

    /// One JPEG image a frame.
    let frames: [[UInt8]]

    /// Renders and encodes `count` frames of the scene.
    init(count: Int) throws {
        var configuration = SimulatedSceneConfiguration.firstRun
        configuration.size = Self.size
        configuration.framesPerSecond = Self.framesPerSecond
        var scene = SimulatedScene(configuration: configuration)
        let plane = GrayPlane(size: Self.size)
        let encoder = JPEGEncoder(quality: 75)
        var packed = [UInt8](repeating: 128, count: Self.size.area * 2)
        frames = try (0..<count).map { index in
            scene.render(frame: index, into: plane)
            for y in 0..<Self.size.height {
                let row = plane.row8(y)
                for x in 0..<Self.size.width {
                    packed[(y * Self.size.width + x) * 2] = row[x]
                    packed[(y * Self.size.width + x) * 2 + 1] = 112 &+ (row[x] >> 3)
                }
            }
            return try packed.withUnsafeBytes { bytes in
                [UInt8](
                    try encoder.encode(
                        Frame(
                            bytes: bytes, format: .yuyv, size: Self.size, bytesPerRow: Self.size.width * 2,
                            sequence: UInt64(index), timestamp: 0)))
            }
        }
    }

    /// Mean bytes of a frame.
    var meanBytes: Int { frames.map(\.count).reduce(0, +) / max(1, frames.count) }
}
