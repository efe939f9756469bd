import Foundation
import GRDB
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite struct JournalReaderTests {
    @Test func anotherConnectionReadsWhileTheJournalIsWritten() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let reader = try Journal.openReadOnly(directory: "\(fixture.directory)/")
        #expect(try reader.head() == 0)
        try await journal.append(fixture.draft())
        #expect(try reader.head() == 1)
        #expect(try reader.site() == "north")
        #expect(try reader.entries(after: 0, limit: 5) == journal.reader.entries(after: 0, limit: 5))
        try await journal.close()
        #expect(try reader.head() == 1)
    }

    @Test(arguments: [Int64.min, -1, 0, 3, 1 << 53, Int64.max - 1, Int64.max])
    func anyNumberMayBeAskedFor(after: Int64) async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        let since = EntryFilter(since: UTCTime(nanoseconds: 0), last: after)
        #expect(try journal.reader.entries(after: after, limit: 10).count == (after < 3 ? 3 - Int(max(0, after)) : 0))
        #expect(try journal.reader.entries(after: after, limit: 10, matching: since).isEmpty)
        #expect(try journal.reader.entry(seq: after)?.seq == (after == 3 ? 3 : nil))
        #expect(try journal.reader.event(id: after) == nil)
        try await journal.close()
    }

    @Test func aReaderInALongTransactionDoesNotHoldUpCommits() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: "\(fixture.directory)/journal.sqlite", configuration: configuration)
        try queue.inDatabase { database in
            try database.beginTransaction(.deferred)
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM entry") == 1)
        }
        // More than the log's checkpoint interval, so that a checkpoint is tried and finds the reader.
        for number in 0..<1500 {
            journal.append(
                fixture.draft(payload: [
                    "n": .integer(Int64(number)), "x": .string(String(repeating: "y", count: 4000)),
                ]),
                completion: nil)
        }
        await until { journal.head == 1501 }
        #expect(journal.status.failure == nil)
        let seen = try queue.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry") }
        #expect(seen == 1)
        try queue.inDatabase { try $0.commit() }
        try queue.close()
        try await journal.close()
    }

    @Test func aDirectoryWithoutAJournalIsRefused() throws {
        let fixture = try Fixture()
        for place in [fixture.directory, fixture.parent.path, "/dev/null"] {
            let error = #expect(throws: JournalError.self) { _ = try Journal.openReadOnly(directory: place) }
            #expect(error?.code == .missing || error?.code == .wrongType)
        }
        #expect(!FileManager.default.fileExists(atPath: fixture.directory))
    }

    @Test func aDamagedRecordIsNamed() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        try await journal.close()
        try fixture.withDatabase { queue in
            try queue.write {
                try $0.execute(
                    sql: "DROP TRIGGER entry_is_never_changed; UPDATE entry SET record = x'7b7d' WHERE seq = 2")
            }
        }
        let reader = try Journal.openReadOnly(directory: fixture.directory)
        let error = #expect(throws: JournalError.self) { _ = try reader.entries(after: 0, limit: 10) }
        #expect(error?.code == .corrupt && error?.cause.contains("entry 2") == true)
        #expect(try reader.entries(after: 2, limit: 10).map(\.seq) == [3])
        #expect(try reader.event(id: .min) == nil && reader.entry(seq: .min) == nil)
    }

    /// A year of alarms must not be read to find the few entries that tell of something else.
    @Test(arguments: [[.siteStarted], [.siteStarted, .watchChanged, .timeState]] as [Set<EntryKind>])
    func kindsThatTellOfNoEventAreFoundByTheirIndex(kinds: Set<EntryKind>) async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for number in 0..<40 {
            try await journal.append(fixture.draft(number % 8 == 0 ? .siteStarted : .watchChanged))
        }
        for filter in [EntryFilter(kinds: kinds), EntryFilter(kinds: kinds, last: 30)] {
            let plan = try journal.reader.plan(for: filter)
            #expect(plan.contains { $0.contains("INDEX entry_by_kind (kind=? AND seq>?") }, "\(plan)")
            #expect(!plan.contains { $0.contains("SCAN") }, "\(plan)")
        }
        #expect(try journal.reader.plan(for: EntryFilter(kinds: [.eventOpened])).count > 0)
        let all = try journal.reader.entries(after: 0, limit: 100).filter { kinds.contains($0.kind) }
        #expect(
            try journal.reader.entries(after: 3, limit: 4, matching: EntryFilter(kinds: kinds)).map(\.seq)
                == all.map(\.seq).filter { $0 > 3 }.prefix(4).map { $0 })
        #expect(try journal.reader.newestEntry(of: .siteStarted)?.seq == all.last { $0.kind == .siteStarted }?.seq)
        let newest = try #require(try journal.reader.newestEntry(of: .siteStarted)).seq
        #expect(try journal.reader.newestEntry(of: .siteStarted, before: newest)?.seq == newest - 8)
        try await journal.close()
    }
}
