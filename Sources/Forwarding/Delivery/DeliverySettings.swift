public import Journal

/// How a destination is served.
public struct DeliverySettings: Sendable, Hashable {
    /// What one request may carry.
    public var limits = DeliveryLimits()
    /// How failures are spaced.
    public var backOff = BackOff()
    /// Bytes per second for routine and evidence; `nil` for no limit.
    public var rate: Double?
    /// How many openings of one rule go at once within ``stormSeconds``; 0 folds nothing.
    public var stormLimit = 0
    /// The window in which a storm is counted, in seconds.
    public var stormSeconds = 60.0
    /// Whether what is folded goes by the routine lane; otherwise it does not go at all.
    public var sendsFolded = true
    /// Whether checkpoints are submitted, and only a receipt counts as arrival.
    public var needsReceipt = false
    /// The files that are sent.
    public var evidence: Set<Lane> = []
    /// After how long without an arrival, while something waits, a destination counts as stalled; seconds.
    public var stallSeconds = 600.0

    /// Makes the settings of a plain receiver of entries.
    public init() {}
}
