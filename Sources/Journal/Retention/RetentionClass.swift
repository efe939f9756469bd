/// What is kept for how long, each by a rule of its own.
public enum RetentionClass: String, Sendable, Hashable, CaseIterable {
    /// Films of events, and what a crash left of them.
    case recordings
    /// Pictures of events.
    case snapshots
    /// The details of alarms: where in the picture, which rule, which way. Their records stay for ever.
    case events
    /// Who looked at what, took it away, held it or took note of it. Their records stay for ever.
    case audit

    /// The kinds of entries whose payloads belong to the class.
    ///
    /// Every other kind tells of the site and not of people, and keeps its payload: whether it watched, how the log
    /// was signed and what was erased must be provable for ever.
    var kinds: [EntryKind] {
        switch self {
        case .recordings, .snapshots: []
        case .events: [.eventOpened, .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording]
        case .audit: [.auditRead, .auditExported, .holdPlaced, .holdReleased, .eventAcknowledged]
        }
    }
}
