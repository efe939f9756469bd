/// How far the state of pixels moves in one frame.
struct Pace {
    /// The mean moves by `1/2^shift`.
    var shift: Int16
    /// Ticks, as the step of the sigma-delta filters and of confidence.
    var step: UInt8
    /// By how much dynamics grow where a pixel blinks, and fade everywhere.
    var growth: UInt8
    var fading: UInt8
    /// Whether unused second modes lose a little trust in this frame.
    var forgets: Bool
    /// The confidence above which modes change places.
    var sure: UInt8
}
