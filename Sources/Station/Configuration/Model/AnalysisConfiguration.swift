public import Imaging

/// How a camera's frames are analysed.
public struct AnalysisConfiguration: Sendable, Hashable {
    /// How much smaller than the frame the gray plane is; `nil`: chosen by the smallest target.
    public var scale: LumaScale? = AnalysisKeys.scale.standard
    /// 1 (only what is very clear) to 9 (the faintest change).
    public var sensitivity: Int = AnalysisKeys.sensitivity.standard
    /// Height of the smallest target to be found, as a share of the image's height.
    public var smallestTarget: Double = AnalysisKeys.smallestTarget.standard
    /// Seconds for which something that stopped moving is kept apart from the background.
    public var holdSeconds: Double = AnalysisKeys.hold.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
