/// Smooth random patterns in integer arithmetic.
package struct SimulatedTexture: Sendable {
    private let seed: UInt64

    /// Makes the patterns that belong to `seed`.
    package init(seed: UInt64) {
        self.seed = seed
    }

    /// A pattern of cells `1 << shift` units wide, interpolated between random corners.
    ///
    /// - Parameter layer: patterns of different layers have nothing to do with each other.
    /// - Returns: 0…255.
    package func value(x: Int, y: Int, shift: Int, layer: UInt64) -> Int {
        let (cellX, cellY) = (x >> shift, y >> shift)
        let side = 1 << shift
        let (restX, restY) = (x - cellX << shift, y - cellY << shift)
        let top = corner(cellX, cellY, layer) * (side - restX) + corner(cellX + 1, cellY, layer) * restX
        let bottom = corner(cellX, cellY + 1, layer) * (side - restX) + corner(cellX + 1, cellY + 1, layer) * restX
        return (top * (side - restY) + bottom * restY) >> (2 * shift)
    }

    /// Three patterns, each half as wide and half as strong as the one before. 0…255.
    package func cloudy(x: Int, y: Int, shift: Int, layer: UInt64) -> Int {
        (value(x: x, y: y, shift: shift, layer: layer) * 4
            + value(x: x, y: y, shift: shift - 1, layer: layer &+ 1) * 2
            + value(x: x, y: y, shift: shift - 2, layer: layer &+ 2)) / 7
    }

    private func corner(_ x: Int, _ y: Int, _ layer: UInt64) -> Int {
        let place = UInt64(truncatingIfNeeded: x) &* 0x9E37_79B1 ^ UInt64(truncatingIfNeeded: y) &* 0x85EB_CA77_C2B2
        return Int(SplitMix64.mixed(seed ^ place ^ layer &* 0x27D4_EB2F_1656_67C5) & 255)
    }
}
