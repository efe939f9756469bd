/// Gaussian noise, drawn once into a table and read from another place for every row of every frame.
package struct SimulatedNoise {
    /// Rows may begin at any of so many places.
    package static let places = 1 << 16
    /// Noise in gray levels, `places + longest row` of it; nothing where there is none.
    package let values: [Int8]

    /// Draws noise of standard deviation `sigma` (clamped to 0…30) for rows of up to `width` pixels.
    package init(seed: UInt64, sigma: Double, width: Int) {
        let strength = Int64((min(max(sigma, 0), 30) * 256).rounded())
        var generator = SplitMix64(seed: seed ^ 0x6E6F_6973_65)
        // Without noise no initialiser: with no capacity it writes into the empty array that the whole process shares.
        guard strength > 0 else {
            values = []
            return
        }
        values = [Int8](unsafeUninitializedCapacity: Self.places + width) { values, count in
            while count < values.count {
                // The sum of twelve uniform numbers has a standard deviation of one unit (Irwin and Hall).
                var sum: Int64 = -6 << 16
                for _ in 0..<3 {
                    let bits = generator.next()
                    sum &+= Int64(bits & 0xFFFF) &+ Int64(bits >> 16 & 0xFFFF)
                    sum &+= Int64(bits >> 32 & 0xFFFF) &+ Int64(bits >> 48)
                }
                values[count] = Int8(clamping: (sum &* strength &+ 1 << 23) >> 24)
                count += 1
            }
        }
    }

    /// Where row `row` of frame `frame` begins in ``values``.
    @inline(__always)
    package static func place(seed: UInt64, frame: Int, row: Int) -> Int {
        let name = UInt64(truncatingIfNeeded: frame) << 20 ^ UInt64(truncatingIfNeeded: row)
        return Int(SplitMix64.mixed(seed ^ SplitMix64.mixed(name)) & UInt64(places - 1))
    }
}
