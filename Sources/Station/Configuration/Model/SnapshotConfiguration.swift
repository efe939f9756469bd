/// The picture of an event.
public struct SnapshotConfiguration: Sendable, Hashable {
    /// JPEG quality, 1…100.
    public var quality: Int = SnapshotKeys.quality.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
