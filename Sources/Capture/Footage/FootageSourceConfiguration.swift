/// What a ``FootageSource`` plays, and how.
public struct FootageSourceConfiguration: Sendable, Hashable {
    /// Where the footage is.
    public var location: FootageLocation
    /// Frames a second, more than 0; frame n is stamped n / fps.
    public var framesPerSecond: Double
    /// Paced as a camera, or as fast as possible.
    public var pace: FootagePace
    /// Starts again at the end. Timestamps and sequence numbers keep growing. Standard input cannot repeat.
    public var repeats: Bool

    /// Makes a configuration.
    public init(
        location: FootageLocation, framesPerSecond: Double, pace: FootagePace = .realTime, repeats: Bool = false
    ) {
        self.location = location
        self.framesPerSecond = framesPerSecond
        self.pace = pace
        self.repeats = repeats
    }
}
