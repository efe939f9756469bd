/// A small generator of random bits whose sequence is fixed by its seed, on every machine and in every version.
///
/// Steele, Lea, Flood: *Fast splittable pseudorandom number generators* (OOPSLA 2014), with the finaliser of
/// <https://prng.di.unimi.it/splitmix64.c>.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins the sequence that belongs to `seed`.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// Bits that belong to `value`, as good as random: a hash that needs no state, so that frame n needs no frame n − 1.
    @inline(__always)
    package static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
