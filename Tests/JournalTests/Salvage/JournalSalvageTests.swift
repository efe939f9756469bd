import Foundation
import GRDB
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing

@Suite struct JournalSalvageTests {
    @Test func anUndamagedJournalIsReadWholeAndProven() async throws {
        let sample = try await SampleJournal.make(seed: 11)
        let salvage = try JournalSalvage(path: "\(sample.directory)/journal.sqlite")
        #expect(salvage.entries.count == Int(sample.head))
        #expect(salvage.payloads == sample.seqs.count && sample.seqs.count == Int(sample.head) - 2)
        #expect(salvage.missing.isEmpty && salvage.contradictions.isEmpty)
        let receipt = try Checkpoint(parsing: sample.receipt.text)
        #expect(salvage.proven(by: [receipt]) == receipt)
        #expect(salvage.lines.count == Int(sample.head))
        for line in salvage.lines { #expect(throws: Never.self) { try CanonicalValue(parsing: Array(line.utf8)) } }
    }

    @Test func withoutItsHeaderTheBytesAreLookedThrough() async throws {
        let sample = try await SampleJournal.make(seed: 12)
        let copy = try sample.copy(0)
        let path = "\(copy.directory)/journal.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(0..<100, with: Data(repeating: 0xA5, count: 100))
        try bytes.write(to: URL(fileURLWithPath: path))
        let salvage = try JournalSalvage(path: path)
        #expect(salvage.entries.count == Int(sample.head))
        #expect(salvage.entries.values.allSatisfy { !$0.isFromRow })
        #expect(salvage.payloads == sample.seqs.count)
        let receipt = try Checkpoint(parsing: sample.receipt.text)
        #expect(salvage.proven(by: [receipt]) == receipt)
    }

    @Test func theCopyThatIsReadIsItsOwnersAloneAndIsRemoved() async throws {
        let sample = try await SampleJournal.make(seed: 13)
        let workspace = try TemporaryDirectory()
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()))
        let seen = Mutex<[Int]>([])
        let isDone = Mutex(false)
        let watcher = Task.detached {
            while !isDone.withLock({ $0 }) {
                for name in (try? FileManager.default.contentsOfDirectory(atPath: workspace.path)) ?? [] {
                    // It may be gone already.
                    let attributes = try? FileManager.default.attributesOfItem(atPath: workspace.file(name))
                    if let mode = attributes?[.posixPermissions] as? Int { seen.withLock { $0.append(mode) } }
                }
            }
        }
        let path = "\(sample.directory)/journal.sqlite"
        repeat { _ = try JournalSalvage(path: path, workspace: workspace.path) } while seen.withLock { $0.isEmpty }
        isDone.withLock { $0 = true }
        await watcher.value
        #expect(seen.withLock { Set($0) } == [0o700])
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.path).isEmpty)
        let after = Set(try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()))
        #expect(!after.subtracting(before).contains { $0.hasPrefix("karaula-salvage-") })
    }

    @Test func objectsAreFoundWhereverAFileIsLookedThroughInParts() async throws {
        let sample = try await SampleJournal.make(seed: 14)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(sample.directory)/journal.sqlite"))
        let folder = try TemporaryDirectory()
        // Without a header, and so far in that a part ends in the middle of a record or a payload.
        let record = try #require(bytes.range(of: Data(#"{"boot":"#.utf8))?.lowerBound)
        let payload = try #require(bytes.range(of: Data(#"{"state":"watching"}"#.utf8))?.lowerBound)
        for place in [record, payload] {
            let shift: Int = 8 * 1_048_576 + 90 - place
            let path = folder.file("shifted-\(shift)")
            try (Data(repeating: 0x7B, count: shift) + bytes.dropFirst(100)).write(to: URL(fileURLWithPath: path))
            let salvage = try JournalSalvage(path: path)
            #expect(salvage.entries.count == Int(sample.head))
            #expect(salvage.payloads == sample.seqs.count)
        }
    }

    @Test func numbersThatNoJournalReachesEndNothing() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("journal.sqlite")
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE entry (seq INTEGER PRIMARY KEY, record BLOB);
                    CREATE TABLE payload (seq INTEGER PRIMARY KEY, salt BLOB, body BLOB);
                    INSERT INTO entry VALUES (-9223372036854775807, x'00'), (9223372036854775807, x'00');
                    """)
        }
        try queue.close()
        #expect(try JournalSalvage(path: path).missing.isEmpty)
    }

    @Test func nothingIsMadeUp() throws {
        let folder = try TemporaryDirectory()
        var random = SeededGenerator(seed: 3)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        try Data(noise).write(to: URL(fileURLWithPath: folder.file("noise")))
        #expect(try JournalSalvage(path: folder.file("noise")).entries.isEmpty)
        #expect(throws: JournalError.self) { try JournalSalvage(path: folder.file("nothing")) }
    }
}
