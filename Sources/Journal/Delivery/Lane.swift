/// In which order of urgency a destination is served; a destination has one cursor for each.
public enum Lane: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A person may need help: never shaped, never summarised, never paused.
    case assistance
    /// Alarms, as JSON and at once.
    case alarm
    /// Everything else, and whatever the lanes before may have left out: this lane is what makes a site's log complete.
    case routine
    /// The files of events: snapshots, then recordings.
    case evidence

    /// The lanes whose entries are sent as they are; ``evidence`` sends the files that entries tell of.
    public static let ofEntries: [Lane] = [.assistance, .alarm, .routine]

    /// Whether `left` is served before `right`.
    public static func < (left: Lane, right: Lane) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .assistance: 0
        case .alarm: 1
        case .routine: 2
        case .evidence: 3
        }
    }
}
