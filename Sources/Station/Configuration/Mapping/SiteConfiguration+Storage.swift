import Forwarding
package import Journal

extension SiteConfiguration {
    /// What the journal is to do about space and time.
    package var storageOptions: StorageOptions {
        StorageOptions(
            retention: RetentionPolicy(
                recordingsAge: retention.recordingsSeconds, snapshotsAge: retention.snapshotsSeconds,
                eventsAge: retention.eventsSeconds, auditAge: retention.auditSeconds,
                recordingsBytes: retention.recordingsBytes.map { Int64($0) },
                snapshotsBytes: retention.snapshotsBytes.map { Int64($0) }, siteBytes: retention.bytes.map { Int64($0) }
            ),
            keepFree: Int64(storage.keepFreeBytes), reserve: Int64(storage.reserveBytes),
            horizonSeconds: storage.horizonSeconds, sweepSeconds: storage.sweepSeconds,
            destinations: destinations.map(\.demand))
    }
}
