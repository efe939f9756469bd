/// What a journal does about its disk: how much it leaves free, what it sets aside, and what it erases when.
public struct StorageOptions: Sendable, Hashable {
    /// How long and how much is kept.
    public var retention: RetentionPolicy
    /// Free bytes below which the oldest recordings, then snapshots, go early; recording stops at half of it and goes on at
    /// three quarters; default 1 GiB.
    public var keepFree: Int64
    /// Bytes set aside so that a full disk still takes alarms; default 64 MiB, 0 for none.
    public var reserve: Int64
    /// Seconds before recording would have to stop at which to warn; default 24 h.
    public var horizonSeconds: Double
    /// Seconds between two sweeps for what is due; default 5 min.
    public var sweepSeconds: Double
    /// What the configured destinations demand: what has not arrived at one of them is not erased.
    public var destinations: [DeliveryDemand]
    /// Seconds between two looks at the disk; tests look when they like.
    package var lookSeconds = 2.0

    /// Makes options.
    public init(
        retention: RetentionPolicy = RetentionPolicy(), keepFree: Int64 = 1 << 30, reserve: Int64 = 64 << 20,
        horizonSeconds: Double = 24 * 3600, sweepSeconds: Double = 300, destinations: [DeliveryDemand] = []
    ) {
        self.retention = retention
        self.keepFree = keepFree
        self.reserve = reserve
        self.horizonSeconds = horizonSeconds
        self.sweepSeconds = sweepSeconds
        self.destinations = destinations
    }
}
