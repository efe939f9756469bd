import Journal
import MerkleLog
import TestKit
import Testing

@Suite struct LanePageTests {
    private func event(_ fixture: Fixture, _ journal: Journal, _ kind: CanonicalValue) async throws {
        let token = journal.makeEventToken()
        try await journal.append(
            fixture.draft(.eventOpened, payload: ["alarm_kind": kind, "rule": "r"], event: .open(token)))
        try await journal.append(fixture.draft(.eventUpdated, event: .update(token)))
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
    }

    @Test func everyEntryIsInTheRoutineLaneAndAlarmsAreInOneMore() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())  // 1
        try await event(fixture, journal, "intrusion")  // 2, 3, 4
        try await event(fixture, journal, "immobility")  // 5, 6, 7
        try await journal.append(fixture.draft(.deliverySummarised))  // 8
        try await journal.append(fixture.draft())  // 9
        func seqs(_ lane: Lane, after: Int64 = 0, limit: Int = 100) throws -> [Int64] {
            try journal.reader.page(of: lane, after: after, limit: limit).entries.map(\.seq)
        }
        #expect(try seqs(.assistance) == [5, 6, 7])
        #expect(try seqs(.alarm) == [2, 3, 4, 8])
        #expect(try seqs(.routine) == Array(1...9))
        #expect(try seqs(.snapshots) == [])
        #expect(try seqs(.alarm, after: 3) == [4, 8])
        #expect(try seqs(.alarm, limit: 2) == [2, 3])
        try await journal.close()
    }

    @Test func aPageSaysHowFarItLooked() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<10 { try await journal.append(fixture.draft()) }
        let reader = journal.reader
        #expect(try reader.page(of: .alarm, after: 0, limit: 5).scannedThrough == 10)
        #expect(try reader.page(of: .routine, after: 2, limit: 5).scannedThrough == 7)
        #expect(try reader.page(of: .routine, after: 10, limit: 5).scannedThrough == 10)
        #expect(try reader.page(of: .routine, after: 12, limit: 5).scannedThrough == 12)
        #expect(try reader.entries(numbered: [3, 7, 99, 4]).map(\.seq) == [3, 4, 7])
        try await journal.close()
    }

    @Test func filesAreFoundByTheEntryThatTellsOfThem() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        _ = try await fixture.wholeEvent(in: journal)
        let reader = journal.reader
        let snapshot = try #require(try reader.page(of: .snapshots, after: 0, limit: 5).entries.first)
        let recording = try #require(try reader.page(of: .recordings, after: 0, limit: 5).entries.first)
        #expect(snapshot.kind == .eventSnapshot && recording.kind == .eventRecording)
        #expect(try #require(try reader.file(ofEntry: snapshot.seq)).isRecording == false)
        let film = try #require(try reader.file(ofEntry: recording.seq))
        #expect(film.isRecording && film.bytes > 0 && film.sha256.count == 32)
        #expect(try reader.file(ofEntry: 1) == nil)
        try await journal.close()
    }

    @Test func theNewestCheckpointUpToASizeIsFound() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        _ = try await journal.sign()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        _ = try await journal.sign()
        func size(upTo size: Int64) throws -> Int64? {
            try journal.reader.newestCheckpoint(upTo: size).map { try Checkpoint(parsing: $0.text).size }
        }
        #expect(try size(upTo: 0) == nil)
        #expect(try size(upTo: 3) == 1)
        #expect(try size(upTo: 4) == 4)
        try await journal.close()
    }
}
