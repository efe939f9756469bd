/// How long and how much a site keeps; `nil` sets no limit.
public struct RetentionConfiguration: Sendable, Hashable {
    /// Seconds for which recordings are kept.
    public var recordingsSeconds: Double? = RetentionKeys.recordings.standard
    /// Seconds for which snapshots are kept.
    public var snapshotsSeconds: Double? = RetentionKeys.snapshots.standard
    /// Seconds for which the details of events are kept; at least as long as recordings and snapshots.
    public var eventsSeconds: Double? = RetentionKeys.events.standard
    /// Seconds for which the details of audit entries are kept.
    public var auditSeconds: Double? = RetentionKeys.audit.standard
    /// Bytes that recordings may take together.
    public var recordingsBytes: Int? = RetentionKeys.recordingsBytes.standard
    /// Bytes that snapshots may take together.
    public var snapshotsBytes: Int? = RetentionKeys.snapshotsBytes.standard
    /// Bytes that the whole site may take.
    public var bytes: Int? = RetentionKeys.bytes.standard

    /// Makes what holds if the file says nothing.
    public init() {}
}
