public import Detection

/// From where on a camera counts as degraded or blind although its frames come.
public struct WatchConfiguration: Sendable, Hashable {
    /// What is wrong with a picture.
    public var sensor = SensorLimits()
    /// Share of the frame rate below which the camera is degraded; `nil` never looks.
    public var lowestRate: Double? = WatchKeys.frameRate.standard
    /// Seconds by which a picture may be old when it is looked at; `nil` never looks.
    public var staleSeconds: Double? = WatchKeys.stale.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
