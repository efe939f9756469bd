/// What an entry tells of.
public enum EntryKind: String, Sendable, Hashable, CaseIterable {
    /// The site began to run.
    case siteStarted = "site.started"
    /// The site stopped in good order.
    case siteStopped = "site.stopped"
    /// An event began.
    case eventOpened = "event.opened"
    /// Something about an open event changed.
    case eventUpdated = "event.updated"
    /// An event ended.
    case eventClosed = "event.closed"
    /// A snapshot of an event is on the disk.
    case eventSnapshot = "event.snapshot"
    /// A recording of an event is complete, or was given up.
    case eventRecording = "event.recording"
    /// A camera's watch state changed.
    case watchChanged = "watch.changed"
    /// Files without a row were found at start-up and set aside.
    case recordingOrphaned = "recording.orphaned"
    /// A destination refused an entry; it was set aside and delivery went on.
    case deliveryQuarantined = "delivery.quarantined"
    /// UTC jumped: somebody set the clock, or a leap second came.
    case timeStepped = "time.stepped"
    /// The clock is to be trusted differently than before, or the machine was suspended.
    case timeState = "time.state"
}
