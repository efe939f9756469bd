import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

/// Recordings and snapshots of events whose opening is not committed, or never will be.
@Suite struct UnopenedEventTests {
    private func append(_ frame: [UInt8], to writer: RecordingWriter) -> Bool {
        frame.withUnsafeBytes { writer.append(bytes: $0, timestamp: 0) }
    }

    /// Too big for what a limited database has left.
    private func opening(_ fixture: Fixture, _ token: EventToken, camera: String = "gate") -> EntryDraft {
        fixture.draft(
            .eventOpened, camera: camera, payload: ["text": .string(String(repeating: "x", count: 40_000))],
            event: .open(token))
    }

    private func snapshot(_ journal: Journal, of token: EventToken, _ fixture: Fixture) async throws -> Entry {
        try await withCheckedThrowingContinuation { continuation in
            journal.storeSnapshot(fakeJPEG(1), of: token, camera: "gate", taken: fixture.clock.reading()) {
                continuation.resume(with: $0)
            }
        }
    }

    @Test func whileCommitsFailAllRecordingsShareOneBudgetAndSayWhatWasCut() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open { options in
            options.recordingBuffer = 4000
            options.unopenedRecordingBuffer = 5000
        }
        for round in 0..<2 {
            // The second round finds the whole budget given back.
            try journal.limitDatabase(toPages: 1)
            let told = fixture.reports.filter { $0.cause.contains("hold 5000 bytes") }.count
            let head = journal.head
            let writers = ["gate", "yard"].map { camera in
                let token = journal.makeEventToken()
                journal.append(opening(fixture, token, camera: camera), completion: nil)
                return journal.beginRecording(of: token, camera: camera, began: fixture.clock.reading())
            }
            await until { journal.status.failure != nil }
            #expect(writers[0].freeBytes == 5000)
            let taken = writers.map { writer in
                (0..<6).filter { append(fakeJPEG($0, size: 976), to: writer) }.count
            }
            #expect(taken == [4, 1])
            #expect(writers.map(\.cutFrames) == [2, 5])
            #expect(writers.map(\.freeBytes) == [0, 0])
            let isFree = Mutex(false)
            writers[1].whenFree(bytes: 1000) { isFree.withLock { $0 = true } }
            await until { fixture.reports.filter { $0.cause.contains("hold 5000 bytes") }.count == told + 1 }
            #expect(!isFree.withLock { $0 })
            writers[0].finish(reason: "quiet")

            try journal.limitDatabase(toPages: 1_000_000)
            await until { isFree.withLock { $0 } }
            writers[1].finish(reason: "quiet")
            await until { journal.status.openRecordings == 0 && journal.status.pending == 0 }
            let events = try journal.reader.events(matching: EventQuery(after: head))
            #expect(events.map { $0.recordings.first?.frames } == [4, 1], "round \(round)")
            #expect(events.map { $0.recordings.first?.cutFrames } == [2, 5])
            #expect(events.allSatisfy { $0.recordings.first?.state == .sealed })
            let entries = try journal.reader.entries(
                after: head, limit: 10, matching: EntryFilter(kinds: [.eventRecording]))
            #expect(Set(entries.map { $0.payload["cut_frames"] }) == [2, 5])
        }
        #expect(fixture.reports.contains { $0.cause == "5 frames were cut: its event could not be committed in time" })
        try await journal.close()
    }

    @Test func whatIsAskedForAfterItsOpeningWasRefusedIsRefusedAtOnceAndHoldsNoMemory() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open { options in
            options.pendingLimit = 1
            options.snapshotBuffer = 2 * fakeJPEG(1).count
        }
        try journal.limitDatabase(toPages: 1)
        let waiting = (0..<4).map { _ in journal.makeEventToken() }
        for token in waiting { journal.append(opening(fixture, token), completion: nil) }
        let late = journal.makeEventToken()
        for token in [late, waiting[0]] {
            let error = await #expect(throws: JournalError.self) {
                _ = try await journal.append(opening(fixture, token))
            }
            #expect(error?.code == .overloaded)
        }
        // The first opening of this one is still in line, so that its snapshot waits.
        async let patient = snapshot(journal, of: waiting[0], fixture)
        for _ in 0..<5 {
            let error = await #expect(throws: JournalError.self) { _ = try await snapshot(journal, of: late, fixture) }
            #expect(error?.code == .refused)
        }
        let writer = journal.beginRecording(of: late, camera: "gate", began: fixture.clock.reading())
        await until { journal.status.openRecordings == 0 }
        #expect(!append(fakeJPEG(1), to: writer))

        try journal.limitDatabase(toPages: 1_000_000)
        #expect(try await patient.event == 1)
        #expect(try journal.reader.events(matching: EventQuery()).map(\.id) == [1, 2, 3, 4])
        try await journal.close()
    }

    @Test func closingGivesUpWhatStillWaitsForItsEvent() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try journal.limitDatabase(toPages: 1)
        let token = journal.makeEventToken()
        journal.append(opening(fixture, token), completion: nil)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        #expect(append(fakeJPEG(1), to: writer))
        await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(journal.status.openRecordings == 0)
        #expect(try Journal.openReadOnly(directory: fixture.directory).head() == 0)
    }
}
