import Foundation
import Glibc
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct SnapshotTests {
    @Test func aSnapshotIsOnTheDiskBeforeItsEntryNamesIt() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let token = journal.makeEventToken()
        let jpeg = fakeJPEG(9, size: 5000)
        let taken = fixture.clock.reading()
        journal.append(fixture.draft(.eventOpened, event: .open(token)), completion: nil)
        let entry = try await withCheckedThrowingContinuation { continuation in
            journal.storeSnapshot(jpeg, of: token, camera: "gate", taken: taken) { continuation.resume(with: $0) }
        }
        #expect(
            entry.kind == .eventSnapshot && entry.event == 1 && entry.payload["bytes"]?.integer == Int64(jpeg.count))
        #expect(entry.payload["taken"]?.string == taken.utc.rfc3339)
        let path = try #require(entry.payload["path"]?.string)
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(fixture.directory)/\(path)")) == Data(jpeg))
        #expect(entry.payload["sha256"]?.string == sha256(jpeg).map { String(format: "%02x", $0) }.joined())
        #expect(try journal.reader.event(id: 1)?.snapshot == path)
        try await journal.close()
    }

    @Test func ofTwoInOneMomentEachHasItsFile() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        for number in 0..<2 {
            journal.storeSnapshot(fakeJPEG(number), of: token, camera: "gate", taken: fixture.clock.reading())
        }
        await until { journal.head == 3 }
        let entries = try journal.reader.entries(after: id, limit: 10)
        #expect(Set(entries.compactMap { $0.payload["path"]?.string }).count == 2)
        #expect(try journal.reader.event(id: id)?.snapshot == entries.last?.payload["path"]?.string)
        try await journal.close()
    }

    @Test func aSnapshotThatCannotBeWrittenSaysSoAndLeavesNoFile() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open { options in options.fileOperations.write = { _, _ in -Int(ENOSPC) } }
        let (token, id) = try await fixture.openEvent(in: journal)
        let error = await #expect(throws: JournalError.self) {
            try await withCheckedThrowingContinuation { continuation in
                journal.storeSnapshot(fakeJPEG(1), of: token, camera: "gate", taken: fixture.clock.reading()) {
                    continuation.resume(with: $0)
                }
            }
        }
        #expect(error?.code == .full)
        #expect(fixture.reports.contains { $0.code == .full })
        #expect(journal.head == id)
        let day = "\(fixture.directory)/recordings/2026-11-22"
        #expect(try FileManager.default.contentsOfDirectory(atPath: day).isEmpty)
        try await journal.close()
    }

    @Test func snapshotsThatWaitAreBounded() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open { $0.snapshotBuffer = 1000 }
        let token = journal.makeEventToken()
        let error = await #expect(throws: JournalError.self) {
            try await withCheckedThrowingContinuation { continuation in
                journal.storeSnapshot(
                    fakeJPEG(1, size: 2000), of: token, camera: "gate", taken: fixture.clock.reading()
                ) { continuation.resume(with: $0) }
            }
        }
        #expect(error?.code == .overloaded)
        try await journal.close()
    }
}
