/// What a detector is asked to find.
public struct DetectionSettings: Sendable, Hashable {
    /// 1 (only what is very clear) to 9 (the faintest change); 5 suits most scenes.
    public var sensitivity: Int
    /// Height of the smallest target to be found, as a share of the image's height, above 0 and up to 1.
    public var minimumTargetHeight: Double
    /// Seconds for which something that stopped moving is kept apart from the background.
    public var holdSeconds: Double
    /// The zones that rules and exclusion refer to; names are unique.
    public var zones: [Zone]
    /// The tripwires that rules refer to; names are unique.
    public var tripwires: [Tripwire]
    /// The rules, in the order in which their alarms are reported; names are unique.
    public var rules: [Rule]

    /// Makes settings; without rules nothing is ever alarmed.
    public init(
        sensitivity: Int = 5, minimumTargetHeight: Double = 0.04, holdSeconds: Double = 600, zones: [Zone] = [],
        tripwires: [Tripwire] = [], rules: [Rule] = [Rule(name: "motion", condition: .intrusion(zone: nil))]
    ) {
        self.sensitivity = sensitivity
        self.minimumTargetHeight = minimumTargetHeight
        self.holdSeconds = holdSeconds
        self.zones = zones
        self.tripwires = tripwires
        self.rules = rules
    }
}
