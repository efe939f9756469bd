import Journal
import Station
import Testing
import Timekeeping

@Suite("Obstacles of the disk")
struct StorageObstacleTests {
    private func obstacles(_ conditions: [StorageCondition]) -> [String] {
        var storage = StorageStatus()
        storage.troubles = conditions.map {
            .init(condition: $0, since: UTCTime(nanoseconds: 0), detail: "recording is stopped: 1 MiB is free")
        }
        return SiteStatus.obstacles(
            cameras: [],
            journal: JournalStatus(
                head: 1, pending: 0, oldestPendingAge: nil, failure: nil, schemaVersion: 2, directory: "/x",
                openRecordings: 0, recordingBytes: 0, synchronous: 2, storage: storage))
    }

    @Test("what stops recording makes a site unready, and says what to do")
    func stops() {
        #expect(
            obstacles([.low]) == [
                "recording is stopped: 1 MiB is free. Free space on this file system, or keep less (retention); it goes on by "
                    + "itself when there is room"
            ])
        #expect(obstacles([.readOnly, .failing]).count == 2)
    }

    @Test("a disk that is about to fill does not")
    func filling() {
        #expect(obstacles([.filling]).isEmpty)
    }

    @Test("a disk that is about to fill makes it degraded, as does a clock that is not set, and says what to do")
    func degraded() {
        func degradations(_ conditions: [StorageCondition], _ clock: SynchronisationState = .locked) -> [String] {
            var storage = StorageStatus()
            storage.troubles = conditions.map {
                .init(condition: $0, since: UTCTime(nanoseconds: 0), detail: "full in 31 h at this rate")
            }
            return SiteStatus.degradations(
                clock: ClockCondition(state: clock, uncertainty: nil), storage: storage)
        }
        #expect(
            degradations([.filling]) == [
                "full in 31 h at this rate. Free space, add space, or keep less (retention)"
            ])
        #expect(degradations([.low, .full, .noInodes, .readOnly, .failing, .missing]).isEmpty)
        #expect(degradations([]).isEmpty)
        #expect(degradations([.filling], .unset).count == 2)
        #expect(SiteStatus.degradations(clock: ClockCondition(state: .free, uncertainty: nil), storage: nil).isEmpty)
    }
}
