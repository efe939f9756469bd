/// Alarms of one camera and rule that were folded into one message.
public struct StormSummary: Sendable, Hashable {
    /// The camera; `nil` if the alarms named none.
    public var camera: String?
    /// The rule.
    public var rule: String?
    /// The first opening that was folded.
    public var first: Int64
    /// The last opening that was folded.
    public var last: Int64
    /// How many openings were folded.
    public var count: Int

    /// Makes a summary from its parts.
    public init(camera: String?, rule: String?, first: Int64, last: Int64, count: Int) {
        self.camera = camera
        self.rule = rule
        self.first = first
        self.last = last
        self.count = count
    }
}
