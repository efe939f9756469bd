extension ConfigurationWalker {
    /// The section `retention`.
    mutating func retention(_ mapping: MappingNode) -> RetentionConfiguration {
        var retention = RetentionConfiguration()
        retention.recordingsSeconds = value(RetentionKeys.recordings, in: mapping)
        retention.snapshotsSeconds = value(RetentionKeys.snapshots, in: mapping)
        retention.eventsSeconds = value(RetentionKeys.events, in: mapping)
        retention.auditSeconds = value(RetentionKeys.audit, in: mapping)
        retention.recordingsBytes = value(RetentionKeys.recordingsBytes, in: mapping)
        retention.snapshotsBytes = value(RetentionKeys.snapshotsBytes, in: mapping)
        retention.bytes = value(RetentionKeys.bytes, in: mapping)
        for (key, seconds) in [
            (RetentionKeys.recordings, retention.recordingsSeconds),
            (RetentionKeys.snapshots, retention.snapshotsSeconds),
        ] {
            guard let events = retention.eventsSeconds, seconds.map({ $0 > events }) ?? true else { continue }
            report(
                key.declaration, in: mapping,
                "is \(key.type.write(seconds)), longer than 'events' (\(RetentionKeys.events.type.write(events))): a file cannot "
                    + "be kept without the details of its event")
        }
        return retention
    }

    /// The section `storage`.
    mutating func storage(_ mapping: MappingNode) -> StorageConfiguration {
        var storage = StorageConfiguration()
        storage.keepFreeBytes = value(StorageKeys.keepFree, in: mapping)
        storage.reserveBytes = value(StorageKeys.reserve, in: mapping)
        storage.horizonSeconds = value(StorageKeys.horizon, in: mapping)
        storage.sweepSeconds = value(StorageKeys.sweep, in: mapping)
        storage.checkpointSeconds = value(StorageKeys.checkpoint, in: mapping)
        return storage
    }
}
