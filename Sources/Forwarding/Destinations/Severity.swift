public import Journal
import MerkleLog

/// How much an entry matters, as a destination may set a least for: a property of its kind, and of the alarm it belongs to.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    /// That something went as it should.
    case information
    /// That the site does not work, or is not looked after, as it should be.
    case warning
    /// That something moves where it should not.
    case alarm
    /// That a person may need help.
    case assistance

    /// The severity of an entry.
    ///
    /// - Parameter opening: the entry that opened the entry's event, where it is known: the kind of an alarm stands there.
    public init(of entry: Entry, opening: Entry? = nil) {
        switch entry.kind {
        case .eventOpened, .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording, .deliverySummarised:
            let kinds = [entry, opening].compactMap { $0?.payload["alarm_kind"]?.string }
            self = kinds.contains(where: JournalReader.assistanceKinds.contains) ? .assistance : .alarm
        case .watchChanged, .storageChanged, .timeStepped, .timeState, .siteCrashed, .journalReplaced,
            .recordingOrphaned, .keyRotated, .deliveryQuarantined, .deliveryReceiptRefused, .deliveryStalled,
            .deliveryDegraded, .deliveryPaused, .deliveryAbandoned, .deliveryDropped, .configurationRefused:
            self = .warning
        case .siteStarted, .siteStopped, .configurationChanged, .keyCreated, .holdPlaced, .holdReleased,
            .retentionErased, .auditRead, .auditExported, .eventAcknowledged, .deliveryRecovered, .deliveryResumed,
            .deliveryRetried:
            self = .information
        }
    }

    /// Whether `left` matters less.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .information: 0
        case .warning: 1
        case .alarm: 2
        case .assistance: 3
        }
    }
}
