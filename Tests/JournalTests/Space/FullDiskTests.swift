import Foundation
import Glibc
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

/// A real file system that is really full.
@Suite(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"), .serialized)
struct FullDiskTests {
    private static let storage: StorageOptions = {
        var storage = StorageOptions(
            keepFree: 8 << 20, reserve: 8 << 20, destinations: [DeliveryDemand(name: "sector")])
        storage.lookSeconds = 1e6
        return storage
    }()

    private func causes(_ journal: Journal) throws -> [String] {
        try journal.reader.entries(after: 0, limit: 10_000, matching: EntryFilter(kinds: [.storageChanged])).map {
            "\($0.payload["cause"]?.string ?? "?") \($0.payload["state"]?.string ?? "?")"
        }
    }

    @Test func recordingStopsFirstAlarmsGoOnAndBothEndByThemselves() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 48)
        let state = "\(disk.path)/state"
        let journal = try fixture.openKeeping(in: state, Self.storage)
        await journal.lookAtDisk()
        #expect(journal.status.storage?.reserve == .kept)
        #expect(disk.free < 40 << 20, "the reserve takes space")

        // One event on hold, one that nobody was told of; both older than they may become.
        let (token, held) = try await fixture.openEvent(in: journal)
        journal.storeSnapshot(fakeJPEG(1), of: token, camera: "gate", taken: fixture.clock.reading())
        try await journal.hold(event: held, details: ["reason": "a case"])
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
        await journal.settle()
        try journal.moveCursors(of: "sector", to: [.routine: journal.head])
        let due = try await fixture.wholeEvent(in: journal)
        try journal.moveCursors(of: "sector", to: [.routine: journal.head])
        _ = try await fixture.wholeEvent(in: journal, camera: "yard")
        let before = try fixture.mediaSums(in: state)
        #expect(before.count == 5)

        let running = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: running.token, camera: "gate", began: fixture.clock.reading())
        try await until { try !journal.reader.recordings(of: running.id).isEmpty }

        // Half of what must be free is gone.
        let ballast = "\(disk.path)/ballast"
        try disk.fill(leaving: 3 << 20, file: ballast)
        await journal.lookAtDisk()
        await until { !(journal.status.storage?.isRecording ?? true) }
        try await until { try journal.reader.recordings(of: running.id).first?.state == .sealed }
        #expect(try journal.reader.recordings(of: running.id).first?.reason == "storage")
        #expect(!fakeJPEG(1).withUnsafeBytes { writer.append(bytes: $0, timestamp: 1) })
        await until { journal.status.storage?.erasedFiles == 2 }
        #expect(try journal.reader.recordings(of: due).first?.erased != nil, "what may go went first")
        #expect(fixture.reports.contains { $0.code == .full && $0.cause.contains("recording is stopped") })
        #expect(journal.status.failure == nil)

        // Nothing is left at all; alarms are committed all the same.
        try disk.fill(leaving: 0, file: ballast)
        var alarms: [Int64] = []
        for _ in 0..<100 {
            let alarm = try await fixture.openEvent(in: journal)
            let late = journal.beginRecording(of: alarm.token, camera: "gate", began: fixture.clock.reading())
            late.finish(reason: "quiet")
            try await journal.append(fixture.draft(.eventClosed, event: .close(alarm.token, reason: "left")))
            alarms.append(alarm.id)
        }
        await journal.settle()
        #expect(journal.status.storage?.reserve == .gone)
        #expect(alarms.count == 100)
        for alarm in alarms {
            let entries = try journal.reader.entries(after: 0, limit: 10, matching: EntryFilter(event: alarm))
            let recording = try #require(entries.first { $0.kind == .eventRecording })
            #expect(recording.payload["state"] == "abandoned" && recording.payload["reason"] == "storage")
        }
        try FileManager.default.removeItem(atPath: ballast)
        fixture.clock.advance(bySeconds: 60)
        await journal.lookAtDisk()
        await until { journal.status.storage?.troubles.isEmpty ?? false }
        #expect(journal.status.storage?.reserve == .kept && journal.status.storage?.isRecording == true)
        let again = try await fixture.wholeEvent(in: journal)
        #expect(try journal.reader.recordings(of: again).first?.state == .sealed)
        await journal.settle()
        #expect(try causes(journal) == ["low opened", "full opened", "low ended", "full ended"])

        let after = try fixture.mediaSums(in: state)
        let survivors = before.filter { !$0.key.contains(String(format: "%08d", due)) }
        #expect(survivors.count == 3)
        for (path, sum) in survivors { #expect(after[path] == sum, "\(path)") }
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func aDiskWithoutInodesStopsRecordingsAndGoesOn() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 64, files: 200)
        let journal = try fixture.openKeeping(in: "\(disk.path)/state", Self.storage)
        await journal.lookAtDisk()
        #expect(journal.status.storage?.troubles.isEmpty == true)
        for number in 0..<150 { _ = fopen("\(disk.path)/\(number)", "w").map { fclose($0) } }
        await journal.lookAtDisk()
        #expect(journal.status.storage?.troubles.map(\.condition) == [.noInodes])
        let (_, id) = try await fixture.openEvent(in: journal)
        #expect(id > 0)
        for number in 0..<150 { unlink("\(disk.path)/\(number)") }
        await journal.lookAtDisk()
        #expect(journal.status.storage?.troubles.isEmpty == true)
        await journal.settle()
        #expect(try causes(journal) == ["no-inodes opened", "no-inodes ended"])
        try await journal.close()
    }

    @Test func aDirectoryThatVanishedHoldsCommitsUntilItIsBack() async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping(in: fixture.directory, Self.storage)
        await journal.lookAtDisk()
        try await journal.append(fixture.draft())
        let elsewhere = fixture.parent.file("elsewhere")
        try FileManager.default.moveItem(atPath: fixture.directory, toPath: elsewhere)
        await journal.lookAtDisk()
        #expect(journal.status.storage?.troubles.map(\.condition) == [.missing])
        let answered = Mutex(0)
        for _ in 0..<10 { journal.append(fixture.draft()) { _ in answered.withLock { $0 += 1 } } }
        await until { journal.status.failure != nil }
        #expect(journal.status.failure?.contains("not the one that was opened") == true)
        #expect(answered.withLock { $0 } == 0)
        try FileManager.default.moveItem(atPath: elsewhere, toPath: fixture.directory)
        await journal.lookAtDisk()
        await until { answered.withLock { $0 } == 10 }
        #expect(journal.status.storage?.troubles.isEmpty == true)
        await journal.settle()
        #expect(try causes(journal) == ["missing opened", "missing ended"])
        try fixture.expectItHolds(journal)
        try await journal.close()
    }

    @Test func closingWhileTheDiskIsFullEndsTheConditionAsInterrupted() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 48)
        let state = "\(disk.path)/state"
        var journal = try fixture.openKeeping(in: state, Self.storage)
        await journal.lookAtDisk()
        let ballast = "\(disk.path)/ballast"
        try disk.fill(leaving: 3 << 20, file: ballast)
        await journal.lookAtDisk()
        try await journal.close()
        try FileManager.default.removeItem(atPath: ballast)
        journal = try fixture.openKeeping(in: state, Self.storage)
        let events = try journal.reader.events(matching: EventQuery())
        #expect(events.map(\.reason) == ["interrupted"])
        #expect(events.map(\.kind) == [.storageChanged])
        try await journal.close()
    }
}
