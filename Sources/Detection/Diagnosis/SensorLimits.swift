/// From where on a picture counts as one in which something is wrong; `nil` never looks for that.
public struct SensorLimits: Sendable, Hashable {
    /// Seconds of snow or colour bars.
    public var noSignalSeconds: Double?
    /// Seconds without any change.
    public var frozenSeconds: Double?
    /// Gray level, 0…255, below which the picture is black. Video of limited range has its black at 16.
    public var darkLevel: Int?
    /// Gray level, 0…255, above which the picture is white. Video of limited range has its white at 235.
    public var brightLevel: Int?
    /// Share of the view that must be gone, above 0 and up to 1.
    public var coveredShare: Double?
    /// Share of the image's width by which the view must have moved, above 0.
    public var movedShare: Double?
    /// Share of the usual sharpness below which a picture is out of focus, above 0 and below 1.
    public var sharpnessShare: Double?
    /// Seconds for which a cover, a move or a loss of focus must last: longer than a lorry takes.
    public var patienceSeconds: Double
    /// Seconds after which another view is taken for the camera's view.
    public var newViewSeconds: Double
    /// Seconds after which a view of which a part is hidden, or that is softer, is taken for the camera's view: snow, a new lens.
    /// One in which nothing can be seen never is.
    public var acceptSeconds: Double

    /// Makes limits.
    public init(
        noSignalSeconds: Double? = 10, frozenSeconds: Double? = 20, darkLevel: Int? = 24, brightLevel: Int? = 234,
        coveredShare: Double? = 0.6, movedShare: Double? = 0.025, sharpnessShare: Double? = 0.5,
        patienceSeconds: Double = 42, newViewSeconds: Double = 21600, acceptSeconds: Double = 86400
    ) {
        self.noSignalSeconds = noSignalSeconds
        self.frozenSeconds = frozenSeconds
        self.darkLevel = darkLevel
        self.brightLevel = brightLevel
        self.coveredShare = coveredShare
        self.movedShare = movedShare
        self.sharpnessShare = sharpnessShare
        self.patienceSeconds = patienceSeconds
        self.newViewSeconds = newViewSeconds
        self.acceptSeconds = acceptSeconds
    }

    /// Looks for nothing.
    public static let none = SensorLimits(
        noSignalSeconds: nil, frozenSeconds: nil, darkLevel: nil, brightLevel: nil, coveredShare: nil, movedShare: nil,
        sharpnessShare: nil)
}
