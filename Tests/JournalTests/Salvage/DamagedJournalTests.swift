import Foundation
import GRDB
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct DamagedJournalTests {
    private func open(_ fixture: Fixture) throws -> Journal {
        try fixture.open {
            $0.announcesKey = true
            $0.replacesDamaged = true
        }
    }

    private func names(_ fixture: Fixture) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
            .filter { $0.hasPrefix("journal.sqlite.damaged-") }.sorted()
    }

    @Test(arguments: [[], [0x42], [UInt8](repeating: 0x7F, count: 20_000), Array("SQLite format 3\0 and no more".utf8)])
    func whatIsNoDatabaseIsSetAsideUntouchedAndANewLogSaysSo(bytes: [UInt8]) async throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(fixture.directory)/journal.sqlite"))
        let journal = try open(fixture)
        let aside = try #require(try names(fixture).first)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(fixture.directory)/\(aside)"))) == bytes)
        #expect(journal.origin.description == "urn:karaula:north:2")
        let entry = try #require(try journal.reader.entry(seq: 2))
        #expect(entry.kind == .journalReplaced)
        #expect(entry.payload["set_aside"]?.string == aside)
        #expect(fixture.reports.contains { $0.code == .corrupt && $0.cause.contains(aside) })
        try await journal.close()
    }

    @Test func aSecondOneIsAnotherGenerationAndOverwritesNothing() async throws {
        let fixture = try Fixture()
        for generation in 2...4 {
            try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
            try Data("no database \(generation)".utf8).write(
                to: URL(fileURLWithPath: "\(fixture.directory)/journal.sqlite"))
            let journal = try open(fixture)
            #expect(journal.origin.generation == Int64(generation))
            try await journal.close()
        }
        #expect(try names(fixture).filter { !$0.hasSuffix("-wal") }.count == 3)
    }

    @Test func aStartThatEndedBetweenTheOldAndTheNewDatabaseIsFinishedByTheNext() async throws {
        let fixture = try Fixture()
        let first = try fixture.open()
        try await first.append(fixture.draft())
        try await first.close()
        let aside = "\(fixture.directory)/journal.sqlite.damaged-20261122T083000Z"
        try FileManager.default.moveItem(atPath: "\(fixture.directory)/journal.sqlite", toPath: aside)
        // It may have gone with the last connection.
        try? FileManager.default.moveItem(  // see above
            atPath: "\(fixture.directory)/journal.sqlite-wal", toPath: "\(aside)-wal")
        let journal = try open(fixture)
        #expect(journal.origin.description == "urn:karaula:north:2", "it would be taken for the old log")
        #expect(try journal.reader.entry(seq: 2)?.kind == .journalReplaced)
        try await journal.close()
    }

    @Test func whatWasSetAsideIsShownWithItsAgeAndCountsForTheSite() async throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        try Data(repeating: 0x42, count: 12_345).write(to: URL(fileURLWithPath: "\(fixture.directory)/journal.sqlite"))
        let time = fixture.clock.reading().utc
        var storage = StorageOptions(keepFree: 0, reserve: 0)
        storage.lookSeconds = 1e6
        let journal = try fixture.open {
            $0.replacesDamaged = true
            $0.storage = storage
        }
        fixture.clock.advance(bySeconds: 1e6)
        await journal.sweep()
        let status = try #require(journal.status.storage)
        #expect(status.damagedBytes == 12_345)
        #expect(status.damagedSince?.rfc3339.prefix(19) == time.rfc3339.prefix(19))
        try FileManager.default.removeItem(atPath: "\(fixture.directory)/\(try #require(try names(fixture).first))")
        await journal.sweep()
        #expect(journal.status.storage?.damagedSince == nil && journal.status.storage?.damagedBytes == 0)
        try await journal.close()
    }

    @Test func aTruncatedWriteAheadLogLosesWhatWasBehindTheCutAndNothingElse() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture)
        for _ in 0..<50 { try await journal.append(fixture.draft()) }
        let image = try CrashImage(of: fixture)
        try await journal.close()
        let log = "\(image.path)/journal.sqlite-wal"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: log))
        try bytes.prefix(bytes.count * 2 / 3).write(to: URL(fileURLWithPath: log))
        let again = try fixture.open(in: image.path) { $0.replacesDamaged = true }
        #expect(again.origin.generation == 1)
        let head = again.head
        #expect(head > 0 && head <= 51)
        try await again.close()
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: image.path))
        #expect(report.holds, "\(report.findings)")
    }

    @Test func aSettingAsideThatACrashInterruptedIsFinishedAndLosesNothing() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture)
        for _ in 0..<20 { try await journal.append(fixture.draft()) }
        let image = try CrashImage(of: fixture)
        try await journal.close()
        // As if the machine had ended after the first of the two renames: what the log holds must not be forgotten.
        let damaged = "\(image.path)/journal.sqlite.damaged-20261122T083000Z"
        try FileManager.default.moveItem(atPath: "\(image.path)/journal.sqlite", toPath: damaged)
        let again = try fixture.open(in: image.path) { $0.replacesDamaged = true }
        #expect(again.origin.generation > 1)
        let entry = try #require(
            try again.reader.entries(after: 0, limit: 10, matching: EntryFilter(kinds: [.journalReplaced])).first)
        #expect(entry.payload["set_aside"] == "journal.sqlite.damaged-20261122T083000Z")
        try await again.close()
        #expect(FileManager.default.fileExists(atPath: "\(damaged)-wal"))
        #expect(try JournalSalvage(path: damaged).entries.count == 21)
    }

    @Test func theDatabaseIsRenamedForGoodBeforeItsLog() throws {
        let fixture = try Fixture()
        let directory = fixture.directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data("no database".utf8).write(to: URL(fileURLWithPath: "\(directory)/journal.sqlite"))
        // The log cannot be renamed: where it would go a folder stands. The database has its new name by then.
        try Data("no log".utf8).write(to: URL(fileURLWithPath: "\(directory)/journal.sqlite-wal"))
        let stamp = fixture.clock.reading().utc.rfc3339.prefix(19).filter { $0 != ":" && $0 != "-" }
        let aside = "\(directory)/journal.sqlite.damaged-\(stamp)Z"
        try FileManager.default.createDirectory(atPath: "\(aside)-wal/x", withIntermediateDirectories: true)
        #expect(throws: JournalError.self) { try open(fixture) }
        #expect(FileManager.default.fileExists(atPath: aside))
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/journal.sqlite"))
        #expect(FileManager.default.fileExists(atPath: "\(directory)/journal.sqlite-wal"))
    }

    @Test func damageThatIsMetInUseIsLookedForAtTheNextStart() async throws {
        let fixture = try Fixture()
        var journal = try open(fixture)
        for _ in 0..<2_000 { journal.append(fixture.draft(), completion: nil) }
        await journal.settle()
        try await journal.close()
        // A page in the middle of the database is overwritten.
        let path = "\(fixture.directory)/journal.sqlite"
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: 4096 * 40)
        try handle.write(contentsOf: Data(repeating: 0xEE, count: 4096 * 3))
        try handle.close()
        journal = try open(fixture)
        #expect(journal.origin.generation == 2)
        try await journal.close()

        let salvage = try JournalSalvage(path: "\(fixture.directory)/\(try #require(try names(fixture).first))")
        #expect(salvage.entries.count > 1_900)
        #expect(salvage.entries.count + salvage.missing.reduce(0) { $0 + $1.count } >= 2_000)
        #expect(salvage.contradictions.isEmpty)
    }
}
