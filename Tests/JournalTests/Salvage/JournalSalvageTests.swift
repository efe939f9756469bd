import Foundation
import Journal
import MerkleLog
import TestKit
import Testing

@Suite struct JournalSalvageTests {
    @Test func anUndamagedJournalIsReadWholeAndProven() async throws {
        let sample = try await SampleJournal.make(seed: 11)
        let salvage = try JournalSalvage(path: "\(sample.directory)/journal.sqlite")
        #expect(salvage.entries.count == Int(sample.head))
        #expect(salvage.payloads == Int(sample.head))
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
        #expect(salvage.payloads == Int(sample.head))
        let receipt = try Checkpoint(parsing: sample.receipt.text)
        #expect(salvage.proven(by: [receipt]) == receipt)
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
