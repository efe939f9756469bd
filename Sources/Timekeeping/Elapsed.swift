/// How long it was from one reading to another, and by which clock.
public struct Elapsed: Sendable, Hashable {
    /// The clock that measured it.
    public enum Basis: Sendable, Hashable {
        /// The monotonic clock: both readings are of one boot.
        case monotonic
        /// UTC, because the machine was started anew in between.
        case utc
    }

    /// Seconds; negative if the later reading has the earlier time.
    public var seconds: Double
    /// The clock that measured it.
    public var basis: Basis
    /// How far `seconds` may be off; 0 on the monotonic clock, `nil` if nothing bounds it.
    public var uncertainty: Double?

    /// Makes a duration from its parts.
    public init(seconds: Double, basis: Basis, uncertainty: Double?) {
        self.seconds = seconds
        self.basis = basis
        self.uncertainty = uncertainty
    }
}
