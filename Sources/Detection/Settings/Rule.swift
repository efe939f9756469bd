/// What turns tracks into alarms.
public struct Rule: Sendable, Hashable {
    /// The condition under which a rule alarms.
    public enum Condition: Sendable, Hashable {
        /// A confirmed track stands with its foot or centre in the zone, or anywhere if there is no zone.
        case intrusion(zone: String?)
        /// A confirmed track crosses the tripwire; `nil` means in either direction.
        case crossing(tripwire: String, direction: Tripwire.Direction?)
    }

    /// The name that alarms and events carry.
    public var name: String
    /// When it alarms.
    public var condition: Condition
    /// Seconds without the condition after which an alarm closes, so that a walker behind a tree stays one event.
    public var quietSeconds: Double

    /// Makes a rule.
    public init(name: String, condition: Condition, quietSeconds: Double = 3) {
        self.name = name
        self.condition = condition
        self.quietSeconds = quietSeconds
    }
}
