public import Capture

/// Where a camera's frames come from.
public enum SourceConfiguration: Sendable, Hashable {
    /// A V4L2 device.
    case device(V4L2SourceConfiguration)
    /// Replayed footage.
    case footage(FootageSourceConfiguration)
    /// A simulated scene, and the pace at which it is played.
    case simulated(SimulatedSceneConfiguration, pace: FootagePace)
}
