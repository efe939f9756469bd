import GRDB
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct JournalMarkTests {
    @Test func aHoldIsAnEntryOfItsEventAndIsMadeOnce() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        let entry = try #require(try await journal.hold(event: event.id, details: ["reason": "case 12"]))
        #expect(entry.kind == .holdPlaced)
        #expect(entry.event == event.id)
        #expect(entry.camera == "gate")
        #expect(entry.payload["reason"]?.string == "case 12")
        #expect(try journal.reader.event(id: event.id)?.isHeld == true)
        #expect(try journal.reader.event(id: event.id)?.lastEntry == entry.seq)
        #expect(try await journal.hold(event: event.id, details: ["reason": "again"]) == nil)
        #expect(journal.head == entry.seq)
        try await journal.close()
        let report = try JournalVerifier.verify(
            try Journal.openReadOnly(directory: fixture.directory), options: VerificationOptions(key: journal.key))
        #expect(report.holds, "\(report.findings)")
    }

    @Test func aReleaseEndsAHoldAndOnlyOne() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        #expect(try await journal.release(event: event.id, details: [:]) == nil)
        try await journal.hold(event: event.id, details: [:])
        let entry = try #require(try await journal.release(event: event.id, details: ["reason": "case closed"]))
        #expect(entry.kind == .holdReleased)
        #expect(try journal.reader.event(id: event.id)?.isHeld == false)
        #expect(try await journal.release(event: event.id, details: [:]) == nil)
        #expect(try await journal.hold(event: event.id, details: [:]) != nil)
        try await journal.close()
        let report = try JournalVerifier.verify(
            try Journal.openReadOnly(directory: fixture.directory), options: VerificationOptions(key: journal.key))
        #expect(report.holds, "\(report.findings)")
    }

    @Test func whatIsOnHoldCannotBeErasedAndAfterItsReleaseCan() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        try await journal.hold(event: event.id, details: [:])
        func erase() throws {
            try fixture.withDatabase { queue in
                try queue.write { try $0.execute(sql: "DELETE FROM payload WHERE seq = ?", arguments: [event.id]) }
            }
        }
        #expect(throws: DatabaseError.self) { try erase() }
        #expect(try journal.reader.entry(seq: event.id)?.payload["rule"] == "yard")
        try await journal.release(event: event.id, details: [:])
        try erase()
        #expect(try journal.reader.entry(seq: event.id)?.payload == .null)
        try await journal.close()
    }

    @Test func everyAcknowledgementIsAnEntryAndTheFirstOneCounts() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        #expect(try journal.reader.event(id: event.id)?.acknowledged == nil)
        let first = try await journal.acknowledge(event: event.id, details: ["note": "a fox"])
        fixture.clock.advance(bySeconds: 5)
        let second = try await journal.acknowledge(event: event.id, details: ["note": "two foxes"])
        #expect(second.seq == first.seq + 1)
        #expect(try journal.reader.event(id: event.id)?.acknowledged == first.time.utc)
        try await journal.close()
    }

    @Test(arguments: [0, 2, 99, -1] as [Int64])
    func anEventThatIsNotThereIsRefusedAndTakesNoNumber(_ id: Int64) async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        _ = try await fixture.openEvent(in: journal)
        try await journal.append(fixture.draft())
        let head = journal.head
        for attempt in 0..<3 {
            do throws(JournalError) {
                switch attempt {
                case 0: try await journal.hold(event: id, details: [:])
                case 1: try await journal.release(event: id, details: [:])
                default: try await journal.acknowledge(event: id, details: [:])
                }
                Issue.record("event \(id) was accepted")
            } catch {
                #expect(error.code == .refused)
                #expect(error.place == "event \(id)")
            }
        }
        #expect(journal.head == head)
        #expect(try await journal.append(fixture.draft()).seq == head + 1)
        try await journal.close()
    }

    @Test func marksOfOneTransactionSeeEachOther() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { try await journal.hold(event: event.id, details: [:]) != nil } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        #expect(journal.head == event.id + 1)
        try await journal.close()
    }

    @Test func whatMustBeWrittenAtOnceIsRefusedOnAFullDiskAndNotWrittenLater() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let event = try await fixture.openEvent(in: journal)
        try journal.limitDatabase(toPages: 1)
        let padding = CanonicalValue.string(String(repeating: "x", count: 200_000))
        await #expect(throws: JournalError.self) {
            try await journal.appendAtOnce(.auditRead, details: ["padding": padding])
        }
        #expect(journal.status.failure != nil)
        #expect(journal.status.pending == 0)
        // So it is while the next attempt is not due, without trying.
        do throws(JournalError) {
            try await journal.appendAtOnce(.auditRead, details: ["padding": padding])
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .full)
        }
        try journal.limitDatabase(toPages: 1_000_000)
        let entry = try await journal.append(fixture.draft())
        #expect(entry.seq == event.id + 1)
        #expect(try await journal.appendAtOnce(.auditRead, details: [:]).seq == entry.seq + 1)
        try await journal.close()
    }
}
