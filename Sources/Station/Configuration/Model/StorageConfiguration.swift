/// How a site keeps its journal, and its disk from filling up.
public struct StorageConfiguration: Sendable, Hashable {
    /// Free bytes below which the oldest recordings and snapshots go before their time.
    public var keepFreeBytes: Int = StorageKeys.keepFree.standard
    /// Bytes set aside so that a full disk still takes alarms.
    public var reserveBytes: Int = StorageKeys.reserve.standard
    /// Seconds before recording would have to stop at which that is said.
    public var horizonSeconds: Double = StorageKeys.horizon.standard
    /// Seconds between two sweeps.
    public var sweepSeconds: Double = StorageKeys.sweep.standard
    /// Seconds that an entry may wait until the log is signed with it.
    public var checkpointSeconds: Double = StorageKeys.checkpoint.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
