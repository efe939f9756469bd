/// How long and how much a site keeps. `nil` sets no limit.
///
/// The default for pictures is 72 hours: longer needs a reason (EDPB, Guidelines 3/2019 on processing of personal data
/// through video devices, paragraph 121).
public struct RetentionPolicy: Sendable, Hashable {
    /// Seconds for which recordings are kept, from their first frame; default 72 h.
    public var recordingsAge: Double?
    /// Seconds for which snapshots are kept; default 72 h.
    public var snapshotsAge: Double?
    /// Seconds for which the details of an event are kept after its end, and no shorter than its files; default 365 days.
    public var eventsAge: Double?
    /// Seconds for which the details of audit entries are kept; default 730 days.
    public var auditAge: Double?
    /// Bytes that recordings may take together.
    public var recordingsBytes: Int64?
    /// Bytes that snapshots may take together.
    public var snapshotsBytes: Int64?
    /// Bytes that the whole site may take: database, recordings and snapshots.
    public var siteBytes: Int64?

    /// Makes a policy.
    public init(
        recordingsAge: Double? = 72 * 3600, snapshotsAge: Double? = 72 * 3600, eventsAge: Double? = 365 * 86_400,
        auditAge: Double? = 730 * 86_400, recordingsBytes: Int64? = nil, snapshotsBytes: Int64? = nil,
        siteBytes: Int64? = nil
    ) {
        self.recordingsAge = recordingsAge
        self.snapshotsAge = snapshotsAge
        self.eventsAge = eventsAge
        self.auditAge = auditAge
        self.recordingsBytes = recordingsBytes
        self.snapshotsBytes = snapshotsBytes
        self.siteBytes = siteBytes
    }

    /// Seconds for which a class is kept.
    public func age(of retentionClass: RetentionClass) -> Double? {
        switch retentionClass {
        case .recordings: recordingsAge
        case .snapshots: snapshotsAge
        case .events: eventsAge
        case .audit: auditAge
        }
    }

    /// Bytes that a class may take.
    public func bytes(of retentionClass: RetentionClass) -> Int64? {
        switch retentionClass {
        case .recordings: recordingsBytes
        case .snapshots: snapshotsBytes
        case .events, .audit: nil
        }
    }
}
