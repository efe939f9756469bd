import Capture
import Forwarding
import Imaging
import Journal
import Station
import Synchronization
import TestKit
import Timekeeping

/// A site that says what the test wants it to say.
final class FixedStatus: SiteStatusSource {
    private let value: Mutex<SiteStatus>

    init(_ value: SiteStatus = .twoOfEverything) {
        self.value = Mutex(value)
    }

    func status() -> SiteStatus { value.withLock { $0 } }

    func set(_ status: SiteStatus) { value.withLock { $0 = status } }
}

extension StorageStatus {
    /// A disk on which nothing can be recorded any more.
    static func low(_ since: UTCTime) -> StorageStatus {
        var storage = StorageStatus()
        storage.freeBytes = 400 << 20
        storage.totalBytes = 30 << 30
        storage.isRecording = false
        storage.reserve = .kept
        storage.fullInSeconds = 7200
        storage.troubles = [.init(condition: .low, since: since, detail: "recording is stopped: 400 MiB are free")]
        storage.recordingBytes = 12 << 30
        storage.snapshotBytes = 5 << 20
        storage.databaseBytes = 1 << 20
        storage.erasedFiles = 9
        storage.erasedBytes = 90
        storage.erasedPayloads = 8
        storage.overdueUndelivered = 3
        storage.lastSweep = since
        return storage
    }
}

extension SiteStatus {
    /// Two cameras, of which one is blind, and two destinations, of which one fails.
    static var twoOfEverything: SiteStatus {
        let taken = ManualSiteClock().reading()
        let since = UTCTime(nanoseconds: taken.utc.nanoseconds - 90_000_000_000)
        var gate = CameraStatus(name: "gate", watchState: .watching, since: since)
        gate.format = StreamFormat(
            pixelFormat: .yu12, size: FrameSize(width: 1920, height: 1080), framesPerSecond: 15, convertedFrom: "H264")
        gate.source.delivered = 1200
        gate.source.lostInDriver = 3
        gate.analysed = 1190
        gate.skipped = 10
        gate.unmaskable = 2
        gate.measuredFramesPerSecond = 14.96
        gate.newestFrameAge = 0.05
        gate.alarms = 7
        gate.openEvents = 1
        let reason = WatchReason(code: "unplugged", detail: "the device \"went\" away; plug it in")
        let yard = CameraStatus(name: "yard", watchState: .blind(reason), since: since)
        var sector = DestinationStatus(name: "sector", state: .idle, cursor: 42, head: 42, lagEntries: 0)
        sector.deliveredCount = 42
        sector.receiptKind = .ledger
        sector.receiptSize = 41
        sector.receiptSigned = since
        var capital = DestinationStatus(name: "capital", state: .failing, cursor: 40, head: 42, lagEntries: 2)
        capital.oldestPendingAgeSeconds = 61.5
        capital.lastError = "connection refused"
        capital.nextAttemptInSeconds = 4
        capital.failedAttemptCount = 9
        return SiteStatus(
            site: "post-1", version: "1.2.3",
            started: TimeReading(
                boot: taken.boot, monotonic: taken.monotonic.advanced(bySeconds: -90), utc: since, uncertainty: nil),
            taken: taken,
            clock: ClockStatus(
                condition: ClockCondition(state: .locked, uncertainty: taken.uncertainty), steps: 2,
                lastStep: -3_600_000_000_000, lastStepTime: taken.utc),
            cameras: [gate, yard],
            journal: JournalStatus(
                head: 42, pending: 2, oldestPendingAge: 0.25, failure: nil, schemaVersion: 1,
                directory: "/var/lib/karaula", openRecordings: 1, recordingBytes: 4096, synchronous: 2,
                storage: .low(since)),
            destinations: [sector, capital],
            obstacles: ["camera yard is blind: the device \"went\" away; plug it in"],
            degradations: ["the roof leaks: mend it"])
    }
}
