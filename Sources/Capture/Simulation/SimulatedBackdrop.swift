package import Imaging

/// What stands still in a simulated scene: sky line, wall, vegetation, ground and a road, drawn once.
///
/// All lengths are in units of 1/360 of the image's height, so that a scene looks the same at every size.
package struct SimulatedBackdrop {
    /// Where ground and wall meet, as a share of the height; the vanishing line of perspective.
    package static let horizon = 0.36
    /// Gray levels, row by row without padding.
    package let pixels: [UInt8]
    /// The leaves that wind moves, in the same form, wider by ``margin`` on both sides.
    package let leaves: [UInt8]
    /// Columns of ``leaves`` to the left of the image's first column.
    package let margin: Int
    /// For each row, the columns that are vegetation.
    package let vegetation: [Range<Int>]

    /// Draws the scene that belongs to `seed`.
    package init(seed: UInt64, size: FrameSize) {
        let texture = SimulatedTexture(seed: seed)
        let (width, height) = (size.width, size.height)
        margin = max(2, height * 8 / 360)
        var pixels = [UInt8](repeating: 0, count: size.area)
        var leaves = [UInt8](repeating: 0, count: (width + 2 * margin) * height)
        var vegetation: [Range<Int>] = []
        vegetation.reserveCapacity(height)
        let units = width * 360 / height
        for y in 0..<height {
            let v = y * 360 / height
            for x in 0..<width {
                pixels[y * width + x] = Self.still(u: x * 360 / height, v: v, units: units, texture: texture)
            }
            let edge = Self.hedge(row: y, size: size, texture: texture)
            vegetation.append(edge)
            for x in 0..<(width + 2 * margin) where !edge.isEmpty {
                leaves[y * (width + 2 * margin) + x] = Self.leaf(u: (x - margin) * 720 / height, v: 2 * v, texture)
            }
            for x in edge {
                pixels[y * width + x] = leaves[y * (width + 2 * margin) + x + margin]
            }
        }
        self.pixels = pixels
        self.leaves = leaves
        self.vegetation = vegetation
    }

    private static func still(u: Int, v: Int, units: Int, texture: SimulatedTexture) -> UInt8 {
        let grain = texture.value(x: u * 4, y: v * 4, shift: 2, layer: 40) - 128
        let level: Int
        switch v {
        case ..<36:
            level = 190 - v / 2 + (texture.cloudy(x: u, y: v, shift: 6, layer: 1) - 128) / 10
        case ..<130:
            level = bricks(u: u, v: v, texture: texture)
        case 205..<262:
            let marking = (231..<235).contains(v) && u % 48 < 26
            level = (marking ? 165 : 92) + (texture.cloudy(x: u, y: v, shift: 5, layer: 10) - 128) / 12 + grain / 16
        default:
            // Grass and gravel: rougher towards the camera.
            level = 118 + (texture.cloudy(x: u, y: v, shift: 5, layer: 20) - 128) / 3 + grain * (v - 100) / 1800
        }
        return UInt8(clamping: level)
    }

    private static func bricks(u: Int, v: Int, texture: SimulatedTexture) -> Int {
        let course = v / 8
        let along = u + (course.isMultiple(of: 2) ? 0 : 10)
        if v % 8 == 0 || along % 20 == 0 { return 150 }
        let brick = texture.value(x: (along / 20) << 4, y: course << 4, shift: 4, layer: 30)
        return 128 + (brick - 128) / 6 + (texture.value(x: u * 2, y: v * 2, shift: 2, layer: 31) - 128) / 14
    }

    private static func leaf(u: Int, v: Int, _ texture: SimulatedTexture) -> UInt8 {
        let clump = texture.cloudy(x: u, y: v, shift: 5, layer: 50) - 128
        let blade = texture.value(x: u, y: v, shift: 2, layer: 60) - 128
        return UInt8(clamping: 84 + clump / 3 + blade / 4)
    }

    /// A hedge in the right part of the image, with a ragged outline.
    private static func hedge(row y: Int, size: FrameSize, texture: SimulatedTexture) -> Range<Int> {
        let v = y * 360 / size.height
        guard (20..<150).contains(v) else { return 0..<0 }
        let ragged = (texture.value(x: 0, y: v * 2, shift: 5, layer: 70) - 128) / 4
        let narrowing = v < 60 ? (60 - v) * 2 : 0
        let from = size.width * 62 / 100 + (ragged + narrowing) * size.height / 360
        return min(max(0, from), size.width)..<size.width
    }
}
