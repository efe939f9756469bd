/// In which order of urgency a destination is served; a destination has one cursor for each.
public enum Lane: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A person may need help: never shaped, never summarised, never paused.
    case assistance
    /// Alarms, as JSON and at once.
    case alarm
    /// Everything else, and whatever the lanes before may have left out: this lane is what makes a site's log complete.
    case routine
    /// Evidence, first part: the pictures of events.
    case snapshots
    /// Evidence, second part: the films of events.
    case recordings

    /// The lanes whose entries are sent as they are; the others send the files that entries tell of.
    public static let ofEntries: [Lane] = [.assistance, .alarm, .routine]

    /// The lanes that send the files that entries tell of.
    public static let ofEvidence: [Lane] = [.snapshots, .recordings]

    /// Whether `left` is served before `right`.
    public static func < (left: Lane, right: Lane) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .assistance: 0
        case .alarm: 1
        case .routine: 2
        case .snapshots: 3
        case .recordings: 4
        }
    }
}
