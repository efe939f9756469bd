import Foundation
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

/// A real ext4 whose disk fails under it.
@Suite(.enabled(if: LoopDisk.isAvailable, "needs loop devices and the right to mount"), .serialized)
struct FailingDiskTests {
    private static let storage: StorageOptions = {
        var storage = StorageOptions(keepFree: 1 << 20, reserve: 0)
        storage.lookSeconds = 1e6
        return storage
    }()

    private static let causes: Set = ["failing", "full", "low"]

    private func big(_ number: Int) -> CanonicalValue {
        ["n": .integer(Int64(number)), "text": .string(String(repeating: "x", count: 12_000))]
    }

    @Test func whatWasAcknowledgedAroundFailedSyncsIsOnTheDisk() async throws {
        let fixture = try Fixture()
        let disk = try LoopDisk(in: fixture.parent.path, megabytes: 24)
        let state = "\(disk.path)/state"
        let journal = try fixture.openKeeping(in: state, Self.storage)
        let acknowledged = Mutex<[Int64: [UInt8]]>([:])
        func append(_ numbers: Range<Int>) {
            for number in numbers {
                journal.append(fixture.draft(payload: big(number))) { answer in
                    if case .success(let entry) = answer { acknowledged.withLock { $0[entry.seq] = entry.record } }
                }
            }
        }
        append(0..<20)
        await journal.settle()
        try disk.setFailing(true)
        append(20..<400)
        await until { journal.status.failure != nil }
        // Whether the kernel calls it an error or a want of space depends on when it writes the pages back.
        await until { journal.status.storage?.troubles.isEmpty == false }
        #expect(journal.status.storage?.isRecording == false)
        let atFailure = acknowledged.withLock { $0.count }
        #expect(atFailure < 400)
        try disk.setFailing(false)
        await until { acknowledged.withLock { $0.count } == 400 }
        fixture.clock.advance(bySeconds: 60)
        await journal.lookAtDisk()
        #expect(journal.status.storage?.troubles.isEmpty == true)
        try fixture.expectItHolds(journal)
        try await journal.close()

        // What is read now comes from the disk: with the file system its cache is gone.
        try disk.unmount()
        try disk.mount()
        let again = try fixture.openKeeping(in: state, Self.storage)
        for (seq, record) in acknowledged.withLock({ $0 }) {
            #expect(try again.reader.entry(seq: seq)?.record == record, "entry \(seq)")
        }
        let changes = try again.reader.entries(
            after: 0, limit: 100, matching: EntryFilter(kinds: [.storageChanged]))
        let opened = changes.filter { $0.payload["state"] == "opened" }
        #expect(!opened.isEmpty && opened.count * 2 == changes.count)
        let causes = changes.compactMap { $0.payload["cause"]?.string }
        #expect(causes.count == changes.count && causes.allSatisfy { Self.causes.contains($0) })
        try fixture.expectItHolds(again)
        try await again.close()
    }

    @Test func whenTheKernelStopsWritesNothingThatWasAcknowledgedIsLost() async throws {
        let fixture = try Fixture()
        let disk = try LoopDisk(in: fixture.parent.path, megabytes: 24, reaction: "remount-ro")
        let state = "\(disk.path)/state"
        let journal = try fixture.openKeeping(in: state, Self.storage)
        let event = try await fixture.wholeEvent(in: journal)
        let sums = try fixture.mediaSums(in: state)
        let head = journal.head
        try disk.damage()
        let token = journal.makeEventToken()
        journal.append(fixture.draft(.eventOpened, event: .open(token)), completion: nil)
        await until { journal.status.storage?.troubles.map(\.condition) == [.readOnly] }
        #expect(journal.status.failure != nil && journal.status.pending > 0)
        #expect(fixture.reports.contains { $0.code == .permission && $0.mend.contains("mount it for writing") })
        // Readers do not care.
        #expect(try journal.reader.event(id: event)?.reason == "left")
        let error = await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(error?.cause.contains("drafts were lost") == true)

        try disk.unmount()
        try disk.mount()
        let again = try fixture.openKeeping(in: state, Self.storage)
        #expect(again.head >= head)
        #expect(try again.reader.event(id: event)?.recordings.map(\.state) == [.sealed])
        #expect(try fixture.mediaSums(in: state) == sums)
        try fixture.expectItHolds(again)
        try await again.close()
    }
}
