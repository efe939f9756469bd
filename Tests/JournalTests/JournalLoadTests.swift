import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct JournalLoadTests {
    /// What a storm of false alarms brings: ten thousand events at once, each with an end, many with a picture.
    @Test func tenThousandEventsAreAllWrittenAndNoneIsRefused() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open {
            $0.pendingLimit = 60_000
            $0.announcesKey = true
        }
        let count = 10_000
        for number in 0..<count {
            let token = journal.makeEventToken()
            let camera = "camera-\(number % 16)"
            journal.append(
                fixture.draft(
                    .eventOpened, camera: camera, payload: ["rule": "yard", "alarm_kind": "intrusion"],
                    event: .open(token)), completion: nil)
            if number % 10 == 0 {
                journal.storeSnapshot(fakeJPEG(number), of: token, camera: camera, taken: fixture.clock.reading())
            }
            journal.append(
                fixture.draft(.eventClosed, camera: camera, payload: [:], event: .close(token, reason: "left")),
                completion: nil)
        }
        await journal.settle()
        #expect(journal.status.refused == 0)
        #expect(journal.head == Int64(1 + 2 * count + count / 10))
        #expect(fixture.reports.isEmpty)
        #expect(try journal.reader.events(matching: EventQuery(isOpen: true)).isEmpty)
        try await journal.close()
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory))
        #expect(report.holds, "\(report.findings.prefix(5))")
        #expect(report.files == Int64(count / 10))
    }
}
