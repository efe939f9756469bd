import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct JournalEventTests {
    @Test func anEventIsWhatItsEntriesAddUpTo() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil, payload: [:]))
        let gate = journal.makeEventToken()
        let yard = journal.makeEventToken()
        // All five in line at once: tokens are resolved in order within a batch.
        let opened = fixture.draft(
            .eventOpened, payload: ["rule": "fence", "alarm_kind": "crossing", "track": 3], event: .open(gate))
        journal.append(opened, completion: nil)
        journal.append(fixture.draft(.eventOpened, camera: "yard", event: .open(yard)), completion: nil)
        journal.append(fixture.draft(.eventUpdated, payload: ["tracks": 2], event: .update(gate)), completion: nil)
        fixture.clock.advance(bySeconds: 12)
        journal.append(fixture.draft(.eventClosed, payload: [:], event: .close(gate, reason: "left")), completion: nil)
        let last = try await journal.append(fixture.draft(.eventUpdated, camera: "yard", event: .update(yard)))
        #expect(last.event == 3)

        let events = try journal.reader.events(matching: EventQuery())
        #expect(events.map(\.id) == [2, 3])
        let event = try #require(events.first)
        #expect(event.camera == "gate" && event.rule == "fence" && event.alarmKind == "crossing")
        #expect(event.reason == "left" && event.lastEntry == 5 && event.kind == .eventOpened)
        #expect(event.closed?.monotonic.seconds(since: event.opened.monotonic) == 12)
        #expect(event.payload == opened.payload)
        #expect(events.last?.closed == nil && events.last?.lastEntry == 6)
        let own = try journal.reader.entries(after: 0, limit: 10, matching: EntryFilter(event: 2))
        #expect(own.map(\.seq) == [2, 4, 5])
        #expect(own.last?.payload["reason"] == "left")
        try await journal.close()
    }

    @Test func stepsThatContradictTheJournalAreRefusedAndTakeNoNumber() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        let stranger = journal.makeEventToken()
        func refused(_ step: EventStep) async {
            let error = await #expect(throws: JournalError.self) {
                _ = try await journal.append(fixture.draft(.eventUpdated, event: step))
            }
            #expect(error?.code == .refused)
        }
        await refused(.open(token))
        await refused(.update(stranger))
        await refused(.close(stranger, reason: "left"))
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
        await refused(.update(token))
        await refused(.close(token, reason: "again"))
        #expect(journal.head == id + 1)
        #expect(try journal.reader.event(id: id)?.reason == "left")
        try await journal.close()
    }

    @Test func queriesFindByTimeCameraKindAndState() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        var times: [UTCTime] = []
        for number in 0..<6 {
            times.append(fixture.clock.reading().utc)
            let event = try await fixture.openEvent(
                in: journal, camera: number % 2 == 0 ? "gate" : "yard",
                alarmKind: number < 3 ? "intrusion" : "loitering")
            if number < 4 {
                try await journal.append(fixture.draft(.eventClosed, event: .close(event.token, reason: "left")))
            }
            fixture.clock.advance(bySeconds: 60)
        }
        func ids(_ query: EventQuery) throws -> [Int64] { try journal.reader.events(matching: query).map(\.id) }
        #expect(try ids(EventQuery()) == [1, 3, 5, 7, 9, 10])
        #expect(try ids(EventQuery(since: times[2], until: times[4])) == [5, 7])
        #expect(try ids(EventQuery(camera: "yard")) == [3, 7, 10])
        #expect(try ids(EventQuery(camera: "gate", alarmKind: "loitering")) == [9])
        #expect(try ids(EventQuery(isOpen: true)) == [9, 10])
        #expect(try ids(EventQuery(isOpen: false, order: .newestFirst, limit: 2)) == [7, 5])
        #expect(try ids(EventQuery(after: 7)) == [9, 10])
        #expect(try ids(EventQuery(camera: "'; DROP TABLE entry; --")) == [])
        #expect(try ids(EventQuery(limit: -1)) == [])
        try await journal.close()
    }

    @Test func entriesAreFilteredByKindCameraAndTime() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        fixture.clock.advance(bySeconds: 1)
        let middle = fixture.clock.reading().utc
        try await journal.append(fixture.draft(.watchChanged, camera: "gate"))
        try await journal.append(fixture.draft(.watchChanged, camera: "yard"))
        fixture.clock.advance(bySeconds: 1)
        try await journal.append(fixture.draft(.siteStopped, camera: nil))
        func seqs(_ filter: EntryFilter, after: Int64 = 0, limit: Int = 100) throws -> [Int64] {
            try journal.reader.entries(after: after, limit: limit, matching: filter).map(\.seq)
        }
        #expect(try seqs(.all) == [1, 2, 3, 4])
        #expect(try seqs(.all, after: 1, limit: 2) == [2, 3])
        #expect(try seqs(EntryFilter(kinds: [.watchChanged])) == [2, 3])
        #expect(try seqs(EntryFilter(kinds: [])) == [])
        #expect(try seqs(EntryFilter(kinds: [.watchChanged, .siteStopped], cameras: ["yard"])) == [3])
        #expect(try seqs(EntryFilter(since: middle)) == [2, 3, 4])
        #expect(try seqs(EntryFilter(until: middle)) == [1])
        #expect(try seqs(.all, after: 99) == [])
        #expect(try seqs(.all, after: .max) == [])
        try await journal.close()
    }
}
