/// One frame interval, or a range of them, that a device offers at a frame size.
public struct IntervalOffer: Sendable, Hashable {
    /// The shortest interval: the highest rate, and the only one if ``longest`` is the same.
    public var shortest: FrameInterval
    /// The longest interval: the lowest rate.
    public var longest: FrameInterval

    /// Makes an offer; `longest` is the same as `shortest` where it is left out.
    public init(_ shortest: FrameInterval, longest: FrameInterval? = nil) {
        self.shortest = shortest
        self.longest = longest ?? shortest
    }
}
