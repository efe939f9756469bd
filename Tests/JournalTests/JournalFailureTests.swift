import Foundation
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct JournalFailureTests {
    /// What the entries of one test carry: big enough that a few fill a limited database.
    private func big(_ number: Int) -> CanonicalValue {
        ["n": .integer(Int64(number)), "text": .string(String(repeating: "x", count: 12_000))]
    }

    private func entriesKeepTheirOrder(_ reader: JournalReader, count: Int) throws {
        let entries = try reader.entries(after: 0, limit: 10_000)
        #expect(entries.map(\.seq) == (1...count).map { Int64($0) })
        #expect(entries.map { $0.payload["n"]?.integer } == (0..<count).map { Int64($0) })
    }

    @Test func onAFullDatabaseDraftsWaitInOrderAndGoOnByThemselves() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try journal.limitDatabase(toPages: 60)
        let answers = Mutex<[Int64]>([])
        for number in 0..<200 {
            journal.append(fixture.draft(payload: big(number))) { answer in
                if case .success(let entry) = answer { answers.withLock { $0.append(entry.seq) } }
            }
        }
        await until { journal.status.failure != nil }
        fixture.clock.advance(bySeconds: 7)
        let status = journal.status
        #expect(status.failure?.contains("Free space") == true)
        #expect(status.pending > 0 && status.oldestPendingAge == 7)
        #expect(Int(status.head) + status.pending == 200)
        // Readers do not care.
        #expect(try journal.reader.head() == status.head)
        #expect(fixture.reports.contains { $0.code == .full && $0.exitCode == 74 })

        try journal.limitDatabase(toPages: 1_000_000)
        await until { answers.withLock { $0.count } == 200 }
        #expect(answers.withLock { $0 } == Array(1...200))
        #expect(journal.status.failure == nil && journal.status.pending == 0)
        try entriesKeepTheirOrder(journal.reader, count: 200)
        try await journal.close()
    }

    @Test func whenTheLineIsFullTheNewestThatTellOfNoEventAreRefusedLoudly() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open { $0.pendingLimit = 50 }
        try journal.limitDatabase(toPages: 1)
        let refused = Mutex<[Int]>([])
        for number in 0..<60 {
            journal.append(fixture.draft(payload: big(number))) { answer in
                if case .failure(let error) = answer, error.code == .overloaded {
                    refused.withLock { $0.append(number) }
                }
            }
        }
        await until { refused.withLock { $0.count } == 10 && journal.status.failure != nil }
        #expect(refused.withLock { $0 } == Array(50..<60))
        let token = journal.makeEventToken()
        journal.append(fixture.draft(.eventOpened, event: .open(token)), completion: nil)
        await until { refused.withLock { $0.count } == 11 }
        #expect(refused.withLock { $0.last } == 49)
        #expect(journal.status.refused == 11 && journal.status.pending == 50)
        #expect(fixture.reports.filter { $0.code == .overloaded }.count == 11)

        try journal.limitDatabase(toPages: 1_000_000)
        await until { journal.head == 50 }
        #expect(try journal.reader.events(matching: EventQuery()).map(\.id) == [50])
        try await journal.close()
    }

    @Test func closingOnAFullDatabaseSaysWhatIsLost() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(payload: big(0)))
        try journal.limitDatabase(toPages: 1)
        let lost = Mutex(0)
        for number in 1..<100 {
            journal.append(fixture.draft(payload: big(number))) { answer in
                if case .failure = answer { lost.withLock { $0 += 1 } }
            }
        }
        let error = await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(error?.code == .full)
        let kept = try Journal.openReadOnly(directory: fixture.directory).head()
        await until { lost.withLock { $0 } == 100 - Int(kept) }
        #expect(error?.cause.hasPrefix("\(100 - kept) drafts were lost") == true, "\(String(describing: error))")
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
    func aFullDiskIsWaitedOut() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 16)
        let journal = try fixture.open(in: "\(disk.path)/state")
        let ballast = "\(disk.path)/ballast"
        #expect(FileManager.default.createFile(atPath: ballast, contents: Data(repeating: 1, count: 15 << 20)))
        for number in 0..<300 { journal.append(fixture.draft(payload: big(number)), completion: nil) }
        await until { journal.status.failure != nil }
        #expect(journal.status.failure?.contains("Free space") == true, "\(journal.status)")
        try FileManager.default.removeItem(atPath: ballast)
        await until { journal.head == 300 }
        #expect(journal.status.failure == nil)
        try entriesKeepTheirOrder(journal.reader, count: 300)
        try await journal.close()
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
    func startingOnAFullDiskTakesEventsAndCommitsThemWhenThereIsSpace() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 16)
        let state = "\(disk.path)/state"
        var storage = StorageOptions(keepFree: 1 << 20, reserve: 4 << 20)
        storage.lookSeconds = 1e6
        let first = try fixture.openKeeping(in: state, storage)
        await first.lookAtDisk()
        #expect(first.status.storage?.reserve == .kept)
        let (_, id) = try await fixture.openEvent(in: first)
        try await first.close()
        // Not a page is left, as an overfull disk is found after a power cut: SQLite cannot even make its shared memory.
        let ballast = "\(disk.path)/ballast"
        try disk.fill(leaving: 0, file: ballast)
        let journal = try fixture.openKeeping(in: state, storage)
        #expect(fixture.reports.contains { $0.code == .full && $0.cause.contains("the reserve was released") })
        #expect(try journal.reader.event(id: id)?.reason == "crashed")
        // What the reserve gave is used up as well.
        try disk.fill(leaving: 0, file: ballast)
        for number in 0..<50 { journal.append(fixture.draft(payload: big(number)), completion: nil) }
        await until { journal.status.failure != nil }
        try FileManager.default.removeItem(atPath: ballast)
        await until { journal.status.pending == 0 }
        try await until {
            try journal.reader.entries(after: 0, limit: 100, matching: EntryFilter(kinds: [.watchChanged])).count == 50
        }
        try await journal.close()
    }
}
