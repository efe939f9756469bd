import Foundation
import GRDB
import Glibc
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct RetentionTests {
    private let day = 86_400.0

    private func erasures(_ journal: Journal) throws -> [Entry] {
        try journal.reader.entries(after: 0, limit: 10_000, matching: EntryFilter(kinds: [.retentionErased]))
    }

    @Test func filesGoAfterTheirAgeAndTheEventsDetailsAfterTheirs() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        let event = try await fixture.wholeEvent(in: journal)
        await journal.sweep()
        #expect(try fixture.mediaSums().count == 2 && erasures(journal).isEmpty)

        fixture.clock.advance(bySeconds: 3 * day + 1)
        await journal.sweep()
        await journal.settle()
        let first = try erasures(journal)
        #expect(first.compactMap { $0.payload["class"]?.string } == ["recordings", "snapshots"])
        #expect(first.allSatisfy { $0.payload["reason"] == "age" })
        #expect(try fixture.mediaSums().isEmpty)
        let summary = try #require(try journal.reader.event(id: event))
        #expect(summary.snapshot == nil && summary.recordings.map(\.erased) == [first[0].seq])
        #expect(summary.rule == "x")
        #expect(try #require(journal.status.storage).erasedFiles == 2)
        try fixture.expectItHolds(journal)

        fixture.clock.advance(bySeconds: 365 * day)
        await journal.sweep()
        let second = try #require(try erasures(journal).dropFirst(2).first)
        #expect(second.payload["class"] == "events")
        for entry in try journal.reader.entries(after: 0, limit: 100, matching: EntryFilter(event: event)) {
            #expect(entry.payload == .null && entry.salt == nil)
        }
        let bare = try #require(try journal.reader.event(id: event))
        #expect(bare.rule == nil && bare.alarmKind == nil && bare.reason == "erased" && bare.camera == "gate")
        #expect(try #require(journal.status.storage).erasedPayloads == 4)
        try fixture.expectItHolds(journal)

        let head = journal.head
        await journal.sweep()
        #expect(journal.head == head, "what is erased is not erased again")
        try await journal.close()
    }

    @Test func theDayOfAnErasedFileGoesToo() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        _ = try await fixture.wholeEvent(in: journal)
        fixture.clock.advance(bySeconds: 4 * day)
        await journal.sweep()
        await journal.settle()
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/recordings").isEmpty)
        try await journal.close()
    }

    @Test func whatTellsOfTheSiteAndOfTheLogStaysReadableForEver() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        for kind in EntryKind.allCases where !RetentionTests.erasable.contains(kind) && kind != .keyCreated {
            try await journal.append(fixture.draft(kind, payload: ["reason": "kept"]))
        }
        let count = journal.head
        fixture.clock.advance(bySeconds: 3000 * day)
        await journal.sweep()
        #expect(try erasures(journal).count { $0.payload["class"] != nil } == 0)
        let kept = try journal.reader.entries(after: 0, limit: Int(count))
        #expect(kept.allSatisfy { $0.payload["reason"] == "kept" })
        try await journal.close()
    }

    private static let erasable: Set<EntryKind> = [
        .eventOpened, .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording, .auditRead, .auditExported,
        .holdPlaced,
        .holdReleased, .eventAcknowledged, .retentionErased, .keyRotated,
    ]

    @Test func auditEntriesGoAfterTheirOwnAge() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        for kind in [EntryKind.auditRead, .auditExported, .holdPlaced, .holdReleased, .eventAcknowledged] {
            try await journal.append(fixture.draft(kind, payload: ["who": "stojan"]))
        }
        fixture.clock.advance(bySeconds: 730 * day)
        await journal.sweep()
        #expect(try erasures(journal).isEmpty)
        fixture.clock.advance(bySeconds: 1)
        await journal.sweep()
        let erased = try erasures(journal)
        #expect(erased.map { $0.payload["class"]?.string } == ["audit"])
        #expect(erased.first?.payload["entries"] == [[1, 5]])
        #expect(try journal.reader.entries(after: 0, limit: 5).allSatisfy { $0.payload == .null })
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func whatADestinationDoesNotKnowStaysUntilItDoes() async throws {
        let fixture = try Fixture()
        let storage = StorageOptions(
            keepFree: 0, reserve: 0, destinations: ["sector", "capital"].map { DeliveryDemand(name: $0) })
        let journal = try fixture.openKeeping(storage)
        _ = try await fixture.wholeEvent(in: journal)
        let before = try fixture.mediaSums()
        let newest = journal.head
        fixture.clock.advance(bySeconds: 400 * day)
        try journal.moveCursors(of: "sector", to: [.routine: newest])
        await journal.sweep()
        #expect(try fixture.mediaSums() == before && erasures(journal).isEmpty)
        #expect(try #require(journal.status.storage).overdueUndelivered == 2)
        try journal.moveCursors(of: "capital", to: [.routine: newest - 1])
        await journal.sweep()
        #expect(try fixture.mediaSums() == before && erasures(journal).isEmpty)
        try journal.moveCursors(of: "capital", to: [.routine: newest])
        await journal.sweep()
        #expect(try fixture.mediaSums().isEmpty && erasures(journal).count == 3)
        #expect(try #require(journal.status.storage).overdueUndelivered == 0)
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func aLedgersWordCountsOnlyUpToItsReceiptAndFilesWaitForTheirOwnCursor() async throws {
        let fixture = try Fixture()
        let demand = DeliveryDemand(name: "sector", needsReceipt: true, evidence: [.snapshots, .recordings])
        let journal = try fixture.openKeeping(StorageOptions(keepFree: 0, reserve: 0, destinations: [demand]))
        _ = try await fixture.wholeEvent(in: journal)
        let note = try await journal.sign()
        let before = try fixture.mediaSums()
        let newest = journal.head
        fixture.clock.advance(bySeconds: 400 * day)
        try journal.moveCursors(of: "sector", to: [.routine: newest, .snapshots: newest, .recordings: newest])
        await journal.sweep()
        #expect(try fixture.mediaSums() == before && erasures(journal).isEmpty)
        try journal.rewindCursor(of: "sector", lane: .recordings, to: 0)
        let receipt = StoredReceipt(
            destination: "sector", size: newest, note: note, signed: 1, key: "k", received: fixture.clock.reading().utc)
        try journal.moveCursors(of: "sector", to: [:], with: receipt)
        await journal.sweep()
        #expect(try erasures(journal).map { $0.payload["class"]?.string } == ["snapshots"])
        try journal.moveCursors(of: "sector", to: [.recordings: newest])
        await journal.sweep()
        #expect(try fixture.mediaSums().isEmpty)
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func whatADestinationRefusesStaysUntilSomebodyDecides() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping(
            StorageOptions(keepFree: 0, reserve: 0, destinations: [DeliveryDemand(name: "sector")]))
        let id = try await fixture.wholeEvent(in: journal)
        let before = try fixture.mediaSums()
        var record = QuarantineRecord(
            destination: "sector", seq: id, lane: .alarm, code: "refused", reason: "no",
            refused: fixture.clock.reading().utc)
        try journal.keep(record)
        fixture.clock.advance(bySeconds: 400 * day)
        try journal.moveCursors(of: "sector", to: [.routine: journal.head])
        await journal.sweep()
        #expect(try fixture.mediaSums() == before && erasures(journal).isEmpty)
        record.state = .dropped
        try journal.keep(record)
        await journal.sweep()
        #expect(try fixture.mediaSums().isEmpty)
        try await journal.close()
    }

    @Test func whatIsOnHoldStaysAlsoForWantOfSpace() async throws {
        let fixture = try Fixture()
        var policy = RetentionPolicy()
        policy.siteBytes = 0
        let journal = try fixture.openKeeping(StorageOptions(retention: policy, keepFree: 1 << 60, reserve: 0))
        let (token, id) = try await fixture.openEvent(in: journal)
        journal.storeSnapshot(fakeJPEG(1), of: token, camera: "gate", taken: fixture.clock.reading())
        try await journal.hold(event: id, details: ["reason": "a case"])
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
        await journal.settle()
        let before = try fixture.mediaSums()
        fixture.clock.advance(bySeconds: 1000 * day)
        await journal.sweep()
        #expect(try fixture.mediaSums() == before && before.count == 1)
        #expect(try erasures(journal).isEmpty)
        #expect(try #require(journal.status.storage).overdueHeld == 1)
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func aLimitOfBytesTakesTheOldestRecordingsFirst() async throws {
        let fixture = try Fixture()
        var policy = RetentionPolicy()
        policy.recordingsBytes = Int64(3 * 3 * fakeJPEG(0).count)
        let journal = try fixture.openKeeping(StorageOptions(retention: policy, keepFree: 0, reserve: 0))
        var events: [Int64] = []
        for _ in 0..<5 {
            events.append(try await fixture.wholeEvent(in: journal))
            fixture.clock.advance(bySeconds: 60)
        }
        await journal.sweep()
        let kept = try events.map { try journal.reader.recordings(of: $0).first?.erased == nil }
        #expect(kept == [false, false, true, true, true])
        #expect(try erasures(journal).map { $0.payload["reason"]?.string } == ["space"])
        #expect(try events.allSatisfy { try journal.reader.event(id: $0)?.snapshot != nil })
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func moreThanAPageGoesInOneSweep() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        for number in 0..<1000 {
            let token = journal.makeEventToken()
            journal.append(fixture.draft(.eventOpened, event: .open(token)), completion: nil)
            journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")), completion: nil)
            journal.append(fixture.draft(.auditRead), completion: nil)
            if number % 3 == 0 { journal.append(fixture.draft(.watchChanged), completion: nil) }
        }
        await journal.settle()
        fixture.clock.advance(bySeconds: 1000 * day)
        await journal.sweep()
        #expect(try #require(journal.status.storage).erasedPayloads == 3000)
        let report = try JournalVerifier.verify(journal.reader, options: VerificationOptions(key: journal.key))
        #expect(report.holds, "\(report.findings)")
        #expect(report.payloads == 334 + Int64(try erasures(journal).count))
        try await journal.close()
    }

    @Test func anOrphanGoesByTheAgeOfItsLastByte() async throws {
        let fixture = try Fixture()
        try await fixture.open().close()
        let day = "\(fixture.directory)/recordings/2026-11-20"
        try FileManager.default.createDirectory(atPath: day, withIntermediateDirectories: true)
        for name in ["00000099-gate-x.mjpeg", "00000098-gate-x.mjpeg"] {
            try Data(fakeJPEG(5)).write(to: URL(fileURLWithPath: "\(day)/\(name)"))
        }
        let now = fixture.clock.reading().utc.nanoseconds / 1_000_000_000
        for (name, age) in [("00000099-gate-x.mjpeg", 3 * 86_400 + 1), ("00000098-gate-x.mjpeg", 3 * 86_400 - 1)] {
            let time = timespec(tv_sec: Int(now) - age, tv_nsec: 0)
            #expect(utimensat(AT_FDCWD, "\(day)/\(name)", [time, time], 0) == 0)
        }
        // A damaged database may know that they are on hold.
        let damaged = "\(fixture.directory)/journal.sqlite.damaged-20261122T083000Z"
        try Data("?".utf8).write(to: URL(fileURLWithPath: damaged))
        let journal = try fixture.openKeeping()
        await journal.sweep()
        #expect(try fixture.mediaSums().count == 2)
        try FileManager.default.removeItem(atPath: damaged)
        await journal.sweep()
        let left = try fixture.mediaSums().keys
        #expect(left.map { $0.hasSuffix("00000098-gate-x.mjpeg") } == [true])
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func anErasureThatACrashInterruptedIsFinishedAtTheNextStart() async throws {
        let fixture = try Fixture()
        var journal = try fixture.openKeeping()
        _ = try await fixture.wholeEvent(in: journal)
        let saved = fixture.parent.file("saved")
        try FileManager.default.copyItem(atPath: "\(fixture.directory)/recordings", toPath: saved)
        fixture.clock.advance(bySeconds: 4 * day)
        await journal.sweep()
        await journal.settle()
        try await journal.close()
        // As if it had ended after the commit: the files are there, and so are the rows that call them garbage.
        try FileManager.default.removeItem(atPath: "\(fixture.directory)/recordings")
        try FileManager.default.copyItem(atPath: saved, toPath: "\(fixture.directory)/recordings")
        try fixture.withDatabase { queue in
            try queue.write {
                try $0.execute(
                    sql: """
                        INSERT INTO garbage (path, entry) SELECT path, erased FROM recording WHERE erased IS NOT NULL
                        UNION ALL SELECT path, erased FROM snapshot WHERE erased IS NOT NULL
                        """)
            }
        }
        #expect(try fixture.mediaSums().count == 2)
        journal = try fixture.open()
        #expect(try fixture.mediaSums().isEmpty)
        #expect(try journal.reader.entries(after: 0, limit: 99).allSatisfy { $0.kind != .recordingOrphaned })
        #expect(
            try fixture.withDatabase { try $0.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM garbage") } } == 0)
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func aClockThatLeapsAheadErasesNothing() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        fixture.clock.setUncertainty(nil)
        _ = try await fixture.wholeEvent(in: journal)
        try await journal.close()
        let again = try fixture.openKeeping()
        fixture.clock.stepUTC(bySeconds: 1000 * day)
        await again.sweep()
        #expect(try erasures(again).isEmpty)
        fixture.clock.setUncertainty(1000)
        await again.sweep()
        #expect(try erasures(again).count == 3)
        try await again.close()
    }

    @Test(arguments: [1, 2, 3])
    func whatIsErasedIsInNoByteOfTheDatabase(_ seed: UInt64) async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping()
        var generator = SeededGenerator(seed: seed)
        var gone: [[UInt8]] = []
        var kept: [[UInt8]] = []
        // Some stay on hold, so that holes of every size come about between them.
        for number in 0..<400 {
            let length = Int.random(in: 1...6000, using: &generator)
            let mark = "mark-\(seed)-\(number)-" + String(repeating: "\(number % 10)", count: length) + "-end\(number)."
            let token = journal.makeEventToken()
            let opening = try await journal.append(
                fixture.draft(
                    .eventOpened, payload: ["rule": .string("rule \(mark.suffix(12))"), "x": .string(mark)],
                    event: .open(token)))
            let isHeld = Int.random(in: 0..<3, using: &generator) == 0
            if isHeld { try await journal.hold(event: opening.seq, details: ["reason": "a case"]) }
            try await journal.append(
                fixture.draft(.eventClosed, payload: ["y": .string(mark)], event: .close(token, reason: "r")))
            let marks = [Array(mark.utf8.prefix(24)), Array(mark.utf8.suffix(20)), opening.salt ?? []]
            if isHeld { kept += marks } else { gone += marks }
            fixture.clock.advance(bySeconds: Double.random(in: 0...2 * day, using: &generator))
        }
        #expect(try missing(gone + kept, in: fixture.directory).isEmpty)
        // In several turns, so that what was moved by one is erased by another.
        for _ in 0..<6 {
            fixture.clock.advance(bySeconds: 70 * day)
            await journal.sweep()
        }
        await journal.lookAtDisk()
        let found = try missing(gone + kept, in: fixture.directory)
        #expect(gone.count - gone.count { found.contains($0) } == 0, "so many marks are still there")
        #expect(kept.count { found.contains($0) } == 0)
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    /// Which of `marks` is in none of the database's files.
    private func missing(_ marks: [[UInt8]], in directory: String) throws -> Set<[UInt8]> {
        var bytes = Data()
        for name in ["journal.sqlite", "journal.sqlite-wal"] {
            bytes += FileManager.default.contents(atPath: "\(directory)/\(name)") ?? Data()
        }
        return Set(marks.filter { bytes.range(of: Data($0)) == nil })
    }
}
