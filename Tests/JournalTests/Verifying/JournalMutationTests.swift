import Foundation
import GRDB
import Journal
import MerkleLog
import TestKit
import Testing

/// Changes journals at random and lets the verifier find what was changed.
///
/// 1 000 changes of rows and files, as many flipped bits of the database's file, and 100 untouched journals in a usual run;
/// `KARAULA_MUTATIONS=10000` asks for ten times as many.
@Suite struct JournalMutationTests {
    private static let count =
        ProcessInfo.processInfo.environment["KARAULA_MUTATIONS"].flatMap { Int($0) } ?? 1_000

    @Test(arguments: 0..<4)
    func everyChangeIsFoundWhereItWasMade(part: Int) async throws {
        let sample = try await SampleJournal.make(seed: UInt64(part))
        var random = SeededGenerator(seed: 77 + UInt64(part))
        var applied: [String: Int] = [:]
        for number in 0..<(Self.count / 4) {
            let copy = try sample.copy(number)
            let mutation = try JournalMutation.random(on: copy, sample, &random)
            applied[mutation.name, default: 0] += 1
            let report = try verify(copy.directory, sample)
            let blamed = Set(
                report.findings.flatMap { finding -> [Int64] in
                    guard let entry = finding.entry else { return [] }
                    return Array(entry...(finding.last ?? entry))
                })
            #expect(!report.holds, "not found: \(mutation)")
            #expect(
                report.findings.allSatisfy { $0.entry != nil || $0.kind == .database || mutation.entries.isEmpty },
                "not located: \(mutation): \(report.findings)")
            #expect(
                blamed.isSubset(of: mutation.entries), "blamed wrongly: \(mutation): \(report.findings)")
            if !mutation.entries.isEmpty { #expect(!blamed.isEmpty, "not located: \(mutation): \(report.findings)") }
            try copy.remove()
        }
        #expect(applied.count >= 30, "too few kinds of change were tried: \(applied)")
    }

    /// Bits of the database's file, and not of its cells: pages, indexes, free space, the text of the schema.
    @Test(arguments: 0..<4)
    func everyFlippedBitOfTheFileIsFoundOrChangesNothingThatIsKept(part: Int) async throws {
        let sample = try await SampleJournal.make(seed: 40 + UInt64(part))
        var random = SeededGenerator(seed: 177 + UInt64(part))
        let path = "\(sample.directory)/journal.sqlite"
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let whole = try DatabaseContent(path)
        var (found, unreadable, harmless) = (0, 0, 0)
        for number in 0..<(Self.count / 4) {
            let copy = try sample.copy(number)
            let target = "\(copy.directory)/journal.sqlite"
            let offset = Int.random(in: 0..<bytes.count, using: &random)
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            var changed = bytes
            changed[offset] ^= bit
            try Data(changed).write(to: URL(fileURLWithPath: target))
            do {
                if try !verify(copy.directory, sample).holds {
                    found += 1
                } else {
                    harmless += 1
                    let content = try DatabaseContent(target)
                    #expect(content == whole, "not found: bit \(bit) of byte \(offset)")
                }
            } catch let error as JournalError {
                // What is no journal any more, or one that a later version wrote, is refused as such.
                unreadable += 1
                #expect([.corrupt, .newerVersion, .inputOutput].contains(error.code), "byte \(offset): \(error)")
            }
            try copy.remove()
        }
        print("raw flips: \(found) found, \(unreadable) refused, \(harmless) of nothing that is kept")
        #expect(found > 0)
    }

    @Test func untouchedJournalsVerify() async throws {
        for seed in 0..<(Self.count / 10) {
            let sample = try await SampleJournal.make(seed: 1_000 + UInt64(seed))
            let report = try verify(sample.directory, sample)
            #expect(report.holds, "\(report.findings)")
            #expect(report.entries == sample.head)
            #expect(report.signedSize == sample.head)
            #expect(report.anchoredSize == sample.head)
            #expect(report.files == Int64(sample.files.count))
        }
    }

    @Test func anOldCopyOfTheWholeDirectoryIsFoundAgainstALaterReceipt() async throws {
        let sample = try await SampleJournal.make(seed: 5)
        let old = try sample.copy(0)
        let journal = try sample.fixture.open { $0.announcesKey = true }
        for _ in 0..<7 { try await journal.append(sample.fixture.draft()) }
        let receipt = try await journal.sign()
        let head = journal.head
        try await journal.close()
        let report = try JournalVerifier.verify(
            try Journal.openReadOnly(directory: old.directory), options: VerificationOptions(anchors: [receipt]))
        #expect(report.findings.map(\.kind) == [.missing])
        #expect(report.findings.first?.entry == sample.head + 1)
        #expect(report.findings.first?.last == head)
        // Without the receipt nothing can tell, and the report says so.
        let alone = try JournalVerifier.verify(try Journal.openReadOnly(directory: old.directory))
        #expect(alone.holds && alone.limits.contains { $0.contains("old copy") })
    }

    @Test func aWholeHistoryRewrittenWithAllItsHashesIsFoundByItsCheckpoints() async throws {
        let sample = try await SampleJournal.make(seed: 6)
        // Another journal of the same site, with the same key and other entries: the forger has all but the old signatures.
        let forged = try Fixture()
        try FileManager.default.createDirectory(atPath: forged.directory, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(sample.directory)/keys", toPath: "\(forged.directory)/keys")
        let journal = try forged.open { $0.announcesKey = true }
        for _ in 0..<(sample.head + 5) { try await journal.append(forged.draft()) }
        _ = try await journal.sign()
        try await journal.close()
        let report = try JournalVerifier.verify(
            try Journal.openReadOnly(directory: forged.directory),
            options: VerificationOptions(anchors: [sample.receipt]))
        #expect(report.findings.map(\.kind) == [.checkpoint])
        #expect(report.findings.first?.last == sample.head)
    }

    private func verify(_ directory: String, _ sample: SampleJournal) throws -> VerificationReport {
        try JournalVerifier.verify(
            try Journal.openReadOnly(directory: directory),
            options: VerificationOptions(anchors: [sample.receipt], key: sample.key))
    }
}
