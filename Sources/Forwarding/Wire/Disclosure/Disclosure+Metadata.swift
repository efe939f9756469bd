import Journal

extension Disclosure {
    /// The fields of ``metadata``. None of them holds a place in the picture, a path, a free text that a person or a driver
    /// wrote, a person's name, or the name of a camera other than the entry's own.
    static let metadataFields: [FieldPath] = [
        ("alarm_kind", alarms), ("rule", alarms), ("place", alarms), ("direction", alarms),
        ("reason", [.eventClosed, .watchChanged, .eventRecording, .siteStopped, .retentionErased]),
        ("state", [.watchChanged, .storageChanged, .eventRecording, .timeStepped]),
        ("closed", [.watchChanged, .storageChanged]),
        ("cause", [.storageChanged]),
        ("version", [.siteStarted]),
        ("key", [.keyCreated, .keyRotated]), ("previous", [.keyCreated, .keyRotated]),
        ("pem", [.keyCreated, .keyRotated]), ("signature", [.keyRotated]),
        ("class", [.retentionErased]), ("bytes", [.retentionErased]),
        ("by", [.timeStepped]), ("from", [.timeState]), ("to", [.timeState]), ("bound", [.timeStepped, .timeState]),
        ("seq", [.deliveryQuarantined]), ("code", [.deliveryQuarantined]),
        ("destination", [.deliverySummarised]), ("camera", [.deliverySummarised]), ("rule", [.deliverySummarised]),
        ("first", [.deliverySummarised]), ("last", [.deliverySummarised]), ("count", [.deliverySummarised]),
        ("cargo", [.deliveryStalled, .deliveryRecovered]), ("seconds", [.deliveryStalled, .deliveryRecovered]),
    ].flatMap { name, kinds in kinds.map { FieldPath($0, name) } }

    static let metadataTrees = trees(of: metadataFields)

    private static let alarms: [EntryKind] = [.eventOpened, .eventUpdated, .eventClosed]
}
