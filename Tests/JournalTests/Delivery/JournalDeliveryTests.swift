import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct JournalDeliveryTests {
    @Test func eachLaneOfEachDestinationHasACursorThatOnlyMovesForward() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<5 { try await journal.append(fixture.draft()) }
        try journal.moveCursors(of: "sector", to: [.routine: 3, .alarm: 4])
        try journal.moveCursors(of: "sector", to: [.routine: 3])
        try journal.moveCursors(of: "archive", to: [.routine: 5])
        func refused(_ destination: String, _ lane: Lane, _ seq: Int64) {
            let error = #expect(throws: JournalError.self) {
                try journal.moveCursors(of: destination, to: [lane: seq])
            }
            #expect(error?.code == .refused)
        }
        refused("sector", .routine, 2)
        refused("sector", .alarm, 3)
        refused("sector", .routine, 6)
        refused("sector", .routine, -1)
        refused("archive", .routine, 4)
        refused("new", .snapshots, 6)
        refused("", .routine, 1)
        #expect(try journal.reader.cursors() == ["sector": [.routine: 3, .alarm: 4], "archive": [.routine: 5]])
        #expect(try journal.reader.cursors(of: "nobody") == [:])
        try await journal.close()

        let again = try fixture.open()
        #expect(try again.reader.cursors(of: "sector") == [.routine: 3, .alarm: 4])
        try await again.close()
    }

    @Test func aCursorGoesBackOnlyWhenItIsTakenBack() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<5 { try await journal.append(fixture.draft()) }
        try journal.moveCursors(of: "sector", to: [.routine: 4, .alarm: 5])
        try journal.rewindCursor(of: "sector", lane: .routine, to: 2)
        try journal.rewindCursor(of: "sector", lane: .routine, to: 3)
        try journal.rewindCursor(of: "sector", lane: .snapshots, to: 3)
        #expect(try journal.reader.cursors(of: "sector") == [.routine: 2, .alarm: 5])
        #expect(throws: JournalError.self) { try journal.rewindCursor(of: "sector", lane: .routine, to: -1) }
        try await journal.close()
    }

    @Test func aFailingLaneMovesNoOther() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        #expect(throws: JournalError.self) { try journal.moveCursors(of: "a", to: [.routine: 1, .alarm: 2]) }
        #expect(try journal.reader.cursors(of: "a") == [:])
        try await journal.close()
    }

    private func receipt(_ journal: Journal, size: Int64, at received: UTCTime) throws -> StoredReceipt {
        let note = SignedNote(
            text: "log\n\(size)\n", signatures: [.init(name: "n", keyHash: [1, 2, 3, 4], signature: [5])])
        return StoredReceipt(
            destination: "sector", size: size, note: note, signed: 7, key: "k", received: received)
    }

    @Test func ofTheReceiptsThoseAreKeptThatSayMoreThanOthers() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        _ = try await fixture.openEvent(in: journal)
        for _ in 0..<6 { try await journal.append(fixture.draft()) }
        let alarm = try #require(try journal.reader.newestEntry(of: .eventOpened)).seq
        let head = journal.head
        let day: Int64 = 86_400_000_000_000
        for size in 1...head {
            let received = UTCTime(nanoseconds: (size < head - 1 ? 0 : day) + size)
            try journal.moveCursors(
                of: "sector", to: [.routine: size], with: try receipt(journal, size: size, at: received))
        }
        #expect(try journal.reader.newestReceipt(of: "sector")?.size == head)
        #expect(try journal.reader.newestReceipt(of: "other") == nil)
        // The alarm's own receipt stayed; that of an entry with nothing special was thinned out.
        #expect(try journal.reader.receipts(covering: alarm).map(\.size) == [alarm])
        #expect(try #require(try journal.reader.receipts(covering: alarm + 1).first).size > alarm + 1)
        #expect(try journal.reader.receipts(covering: head + 1).isEmpty)
        #expect(
            try journal.reader.newestReceipt(of: "sector")
                == receipt(journal, size: head, at: .init(nanoseconds: day + head)))
        #expect(throws: JournalError.self) {
            try journal.moveCursors(
                of: "sector", to: [:], with: try receipt(journal, size: head + 1, at: .init(nanoseconds: 0)))
        }
        try await journal.close()
    }

    @Test func aQuarantineAndAPauseSurviveARestart() async throws {
        let fixture = try Fixture()
        var journal = try fixture.open()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        var record = QuarantineRecord(
            destination: "sector", seq: 2, lane: .routine, code: "refused", reason: "no",
            refused: fixture.clock.reading().utc)
        try journal.keep(record)
        try journal.setPause(of: "sector", DeliveryPause(until: record.refused, reason: "works on the mast"))
        try await journal.close()
        journal = try fixture.open()
        #expect(try journal.reader.quarantine(of: "sector") == [record])
        #expect(try journal.reader.quarantine(of: "other").isEmpty)
        record.state = .dropped
        try journal.keep(record)
        #expect(try journal.reader.quarantine() == [record])
        try journal.releaseQuarantine(of: "sector", seq: 2, lane: .routine)
        #expect(try journal.reader.quarantine().isEmpty)
        #expect(try journal.reader.pause(of: "sector")?.reason == "works on the mast")
        try journal.setPause(of: "sector", nil)
        #expect(try journal.reader.pause(of: "sector") == nil)
        try await journal.close()
    }

    @Test func whatIsAbandonedLeavesOnlyItsReceipts() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        let receipt = try receipt(journal, size: 1, at: fixture.clock.reading().utc)
        try journal.moveCursors(of: "sector", to: [.routine: 1], with: receipt)
        try journal.abandon(destination: "sector")
        #expect(try journal.reader.cursors().isEmpty)
        #expect(try journal.reader.newestReceipt(of: "sector") == receipt)
        try await journal.close()
    }

    @Test func destinationsAreForgottenWithTheEntryThatTellsOfItOrNotAtAll() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        for name in ["a", "b", "c"] { try journal.moveCursors(of: name, to: [.routine: 1]) }
        try journal.setPause(of: "a", DeliveryPause(until: UTCTime(nanoseconds: 1), reason: "x"))
        var draft = fixture.draft()
        draft.payload = .string("no object")
        do throws(JournalError) {
            try await journal.append(draft, abandoning: ["a", "b"])
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .refused)
        }
        #expect(try journal.reader.cursors().keys.sorted() == ["a", "b", "c"] && journal.head == 1)

        let entry = try await journal.append(fixture.draft(), abandoning: ["a", "b"])
        #expect(entry.seq == 2)
        #expect(try journal.reader.cursors() == ["c": [.routine: 1]])
        #expect(try journal.reader.pause(of: "a") == nil)
        try await journal.close()
    }

    @Test func newsAreLookedForUpToAnEntry() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for kind in [EntryKind.siteStarted, .watchChanged, .siteStopped, .watchChanged] {
            try await journal.append(EntryDraft(kind: kind, time: ManualSiteClock().reading()))
        }
        #expect(try !journal.reader.hasNews(after: 0, through: 1))
        #expect(try journal.reader.hasNews(after: 0, through: 2))
        #expect(try !journal.reader.hasNews(after: 2, through: 3))
        #expect(try journal.reader.hasNews(after: 2))
        try await journal.close()
    }
}
