public import Imaging

/// One frame size, or a range of them, that a device offers in a pixel format.
public struct SizeOffer: Sendable, Hashable {
    /// The smallest size, and the only one if ``largest`` is the same.
    public var smallest: FrameSize
    /// The largest size.
    public var largest: FrameSize
    /// From one size of the range to the next; at least 1 each.
    public var step: FrameSize
    /// Frame intervals at ``largest``, in the order of the driver; empty if the driver does not say.
    public var intervals: [IntervalOffer]

    /// Makes an offer of a single size.
    public init(size: FrameSize, intervals: [IntervalOffer] = []) {
        self.init(smallest: size, largest: size, step: .init(width: 1, height: 1), intervals: intervals)
    }

    /// Makes an offer of a range of sizes.
    public init(smallest: FrameSize, largest: FrameSize, step: FrameSize, intervals: [IntervalOffer] = []) {
        self.smallest = smallest
        self.largest = largest
        self.step = .init(width: max(1, step.width), height: max(1, step.height))
        self.intervals = intervals
    }

    /// Whether it is one size only.
    public var isSingle: Bool { smallest == largest }

    /// Whether `size` is in the offer.
    public func contains(_ size: FrameSize) -> Bool {
        (smallest.width...max(smallest.width, largest.width)).contains(size.width)
            && (smallest.height...max(smallest.height, largest.height)).contains(size.height)
            && (size.width - smallest.width).isMultiple(of: step.width)
            && (size.height - smallest.height).isMultiple(of: step.height)
    }

    /// The largest size of the offer that is no wider and no higher than `limit`; the smallest if there is none.
    public func largest(within limit: FrameSize) -> FrameSize {
        FrameSize(
            width: Self.largest(from: smallest.width, to: largest.width, step: step.width, limit: limit.width),
            height: Self.largest(from: smallest.height, to: largest.height, step: step.height, limit: limit.height))
    }

    private static func largest(from low: Int, to high: Int, step: Int, limit: Int) -> Int {
        let top = min(high, limit)
        return top < low ? low : low + (top - low) / step * step
    }
}
