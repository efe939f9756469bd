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
    /// A person wants a refused entry to be sent again.
    case deliveryRetried = "delivery.retried"
    /// A person decided that a destination does without an entry that it refused.
    case deliveryDropped = "delivery.dropped"
    /// Many alarms of one rule in a short time were told to a destination as one.
    case deliverySummarised = "delivery.summarised"
    /// What a destination gave as its receipt is none.
    case deliveryReceiptRefused = "delivery.receipt-refused"
    /// For a long time nothing has arrived at a destination, although something waits.
    case deliveryStalled = "delivery.stalled"
    /// Something arrived at a destination that was stalled.
    case deliveryRecovered = "delivery.recovered"
    /// A destination is served with less than it should be, or soon will be: its certificate runs out.
    case deliveryDegraded = "delivery.degraded"
    /// A person paused a destination for a while.
    case deliveryPaused = "delivery.paused"
    /// A person ended a pause.
    case deliveryResumed = "delivery.resumed"
    /// A destination was given up while entries waited for it.
    case deliveryAbandoned = "delivery.abandoned"
    /// The start found that the run before did not stop in good order.
    case siteCrashed = "site.crashed"
    /// The site runs with another configuration than before.
    case configurationChanged = "configuration.changed"
    /// Another configuration was to be taken up while the site ran, and was not; what ran before runs on.
    case configurationRefused = "configuration.refused"
    /// This log began in place of one that could not be read any more.
    case journalReplaced = "journal.replaced"
    /// The log has a key by which its checkpoints are signed.
    case keyCreated = "key.created"
    /// The log's key gave way to another one, and signed that.
    case keyRotated = "key.rotated"
    /// An event was put on hold: nothing of it is erased until the hold is released.
    case holdPlaced = "hold.placed"
    /// A hold was released.
    case holdReleased = "hold.released"
    /// Payloads or files were erased, because of their age or for want of space.
    case retentionErased = "retention.erased"
    /// Space or the disk became a worry, or stopped being one.
    case storageChanged = "storage.changed"
    /// A person read personal data.
    case auditRead = "audit.read"
    /// A person took personal data away, as evidence.
    case auditExported = "audit.exported"
    /// A person took note of an event.
    case eventAcknowledged = "event.acknowledged"
    /// UTC jumped: somebody set the clock, or a leap second came.
    case timeStepped = "time.stepped"
    /// The clock is to be trusted differently than before, or the machine was suspended.
    case timeState = "time.state"
}
