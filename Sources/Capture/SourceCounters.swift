/// What a source has counted since it was started. Counts only grow.
public struct SourceCounters: Sendable, Hashable {
    /// Frames delivered to the handler.
    public var delivered: UInt64 = 0
    /// Frames lost before they reached this process: gaps in the driver's `sequence`.
    public var lostInDriver: UInt64 = 0
    /// Buffers the driver marked as damaged (`V4L2_BUF_FLAG_ERROR`) or that were empty.
    public var damaged: UInt64 = 0
    /// Times that streaming was started anew after a loss.
    public var recoveries: UInt64 = 0

    /// Makes counters that stand at zero.
    public init() {}
}
