public import Imaging

/// From gray planes to alarms: a pure, deterministic machine.
///
/// The same planes and timestamps give the same tracks, masks and alarms, bit for bit. It knows no camera, file, clock or
/// database; time is what the timestamps say. It belongs to one queue at a time, and in steady state it allocates nothing.
public final class Detector {
    /// The tracks of the last frame, oldest first.
    public private(set) var tracks: [Track] = []
    /// What changed about alarms in the last frame, in the order of the rules.
    public private(set) var changes: [AlarmChange] = []
    /// The foreground of the last frame: 0 background, 255 moving. `width × height` of the planes.
    public let mask: GrayPlane

    /// Makes a detector for planes of one size and depth.
    public init(settings: DetectionSettings, size: FrameSize, depth: GrayPlane.Depth = .eight) {
        mask = GrayPlane(size: size)
    }

    /// Looks at the next frame, and sets ``tracks``, ``changes`` and ``mask``.
    ///
    /// - Parameters:
    ///   - plane: of the size and depth given at the start; not kept.
    ///   - timestamp: nanoseconds; equal or backward steps are taken as the smallest step forward.
    public func process(_ plane: GrayPlane, at timestamp: Int64) {
    }
}
