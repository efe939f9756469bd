import Imaging

/// Small JPEG images for tests.
enum JPEGs {
    /// A gray image of one level.
    static func image(level: UInt8, width: Int = 16, height: Int = 16) throws -> [UInt8] {
        let plane = GrayPlane(size: .init(width: width, height: height))
        for y in 0..<height { plane.row8(y).update(repeating: level) }
        let encoder = JPEGEncoder(quality: 90)
        let bytes = Array(try encoder.encode(plane))
        return withExtendedLifetime(encoder) { bytes }
    }
}
