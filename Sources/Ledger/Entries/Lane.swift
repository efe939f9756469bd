/// The order of urgency in which a site sends.
public enum Lane: String, Sendable, Hashable, CaseIterable {
    /// A person may need help.
    case assistance
    /// Alarms, as they happen.
    case alarm
    /// Everything, in the order of `seq`: the lane by which a ledger becomes complete.
    case routine
}
