/// A change of the light over the whole of a simulated scene.
public struct SimulatedLightChange: Sendable, Hashable {
    /// Seconds after the scene's start at which it begins.
    public var startSeconds: Double
    /// Seconds it takes; 0 is a light switched on or off.
    public var durationSeconds: Double
    /// What all brightness is multiplied by afterwards, 0…4.
    public var gain: Double

    /// Makes a light change.
    public init(startSeconds: Double, durationSeconds: Double, gain: Double) {
        self.startSeconds = startSeconds
        self.durationSeconds = durationSeconds
        self.gain = gain
    }
}
