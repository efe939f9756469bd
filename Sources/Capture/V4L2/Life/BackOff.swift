/// Pauses between attempts: 0.5 s, then twice as long each time, up to 5 s.
package struct BackOff: Sendable, Hashable {
    /// The first pause, in nanoseconds.
    package static let shortest: Int64 = 500_000_000
    /// The last pause, in nanoseconds.
    package static let longest: Int64 = 5_000_000_000

    private var pause = shortest

    package init() {}

    /// The pause before the next attempt, in nanoseconds.
    package mutating func next() -> Int64 {
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }

    /// Begins anew with the shortest pause.
    package mutating func reset() {
        pause = Self.shortest
    }
}
