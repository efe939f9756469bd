import FoundationEssentials
import GRDB
import Ledger
import MerkleLog
import TestKit
import Testing

@Suite("A ledger's store in SQLite")
struct SQLiteLedgerStoreTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func open() throws -> (LedgerDirectory, SQLiteLedgerStore) {
        let directory = try LedgerDirectory(opening: folder.file("ledger"))
        return (directory, try SQLiteLedgerStore(directory: directory))
    }

    private func raw(_ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.file("ledger/ledger.sqlite"))
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// A ledger with a log of 70 entries, two of them after a hole, and a receipt.
    private func fill(_ store: SQLiteLedgerStore) async throws -> SampleLog {
        var log = try SampleLog()
        log.grow(to: 80)
        let ledger = try Samples.ledger(store)
        _ = try await ledger.take(try log.batch(1...70), at: BatchPlace())
        _ = try await ledger.take(try log.batch([75, 76]), at: BatchPlace(lane: .alarm, after: 74))
        _ = try await ledger.take(try log.submission(0, 50))
        return log
    }

    @Test("gives back what it was given, after it was opened again")
    func reopened() async throws {
        let log: SampleLog
        let before: [StoredLog]
        do {
            let (directory, store) = try open()
            log = try await fill(store)
            before = try store.logs()
            withExtendedLifetime(directory) {}
        }
        let (directory, store) = try open()
        #expect(try store.logs() == before)
        let stored = try #require(before.first?.log)
        #expect(stored.complete == 70 && stored.newest == 76 && stored.count == 72 && stored.head == 70)
        #expect(stored.tree.root == log.root(70) && stored.witnessed?.root == log.root(50))
        #expect(stored.keys.map(\.key) == [log.signer.key])
        #expect(try store.entry(of: log.source, seq: 75)?.entry == log.batch([75]).entries[0])
        #expect(try store.entry(of: log.source, seq: 71) == nil)
        #expect(try store.leaves(of: log.source, from: 69, limit: 10) == Array(log.leaves[68..<70]))
        #expect(try store.leaves(of: log.source, at: [1, 71, 76]).keys.sorted() == [1, 76])
        #expect(try store.entries(of: log.source, after: 69, limit: 2).map(\.entry.seq) == [70, 75])
        #expect(try store.receipts(of: log.source).map(\.size) == [50])
        #expect(try store.entries(of: "urn:karaula:nobody", after: 0, limit: 2).isEmpty)
        withExtendedLifetime(directory) {}
    }

    @Test("cosigns an earlier size from its stored nodes", arguments: [1, 31, 32, 33, 47, 63, 64, 65, 70] as [Int64])
    func roots(size: Int64) async throws {
        let (directory, store) = try open()
        let log = try await fill(store)
        let ledger = try Samples.ledger(store)
        guard size >= 50 else {
            #expect(try await ledger.take(try log.submission(0, size)) == .otherSize(50))
            return
        }
        guard case .cosigned? = try await ledger.take(try log.submission(50, size)) else {
            Issue.record("its root was not found again")
            return
        }
        withExtendedLifetime(directory) {}
    }

    @Test("commits all changes or none")
    func atomic() async throws {
        let (directory, store) = try open()
        let log = try await fill(store)
        let before = try store.logs()
        var changed = before[0].log
        changed.order = .selection
        let entry = try log.batch([71]).entries[0]
        let twice = try log.batch([70]).entries[0]
        #expect(throws: LedgerError.self) {
            try store.commit([
                .log(changed, heard: 99), .entries([entry, twice], of: log.source, lane: .routine, received: 1),
            ])
        }
        #expect(try store.logs() == before)
        #expect(try store.entry(of: log.source, seq: 71) == nil)
        withExtendedLifetime(directory) {}
    }

    @Test("lets nobody change or delete an entry")
    func immutable() async throws {
        let (directory, store) = try open()
        _ = try await fill(store)
        #expect(throws: DatabaseError.self) { try raw("UPDATE entry SET kind = 'x' WHERE seq = 3") }
        #expect(throws: DatabaseError.self) { try raw("DELETE FROM entry WHERE seq = 3") }
        withExtendedLifetime(directory) {}
    }

    @Test("raises one alarm of a kind at a time for a log, and lets a person end it")
    func alarms() throws {
        let (directory, store) = try open()
        let source = "urn:karaula:north"
        try store.commit([
            .alarm(AlarmNotice(.forked, "first"), of: source, at: 1),
            .alarm(AlarmNotice(.forked, "second"), of: source, at: 2),
            .alarm(AlarmNotice(.silent, "quiet"), of: source, at: 3),
            .end(.silent, of: source, at: 4, reason: "heard"),
        ])
        let open = try store.alarms(includingEnded: false)
        #expect(open.map(\.kind) == [.forked] && open[0].count == 2 && open[0].detail == "second")
        #expect(open[0].raised == 1 && open[0].seen == 2)
        #expect(try store.alarms(includingEnded: true).count == 2)
        let besides = try SQLiteLedgerStore(besides: directory.path)
        #expect(try besides.end(alarm: open[0].id, at: 5, reason: "the disk was swapped"))
        #expect(try !besides.end(alarm: open[0].id, at: 6, reason: "again"))
        #expect(try store.alarms(includingEnded: false).isEmpty)
        try store.commit([.alarm(AlarmNotice(.forked, "third"), of: source, at: 7)])
        #expect(try store.alarms(includingEnded: false).map(\.count) == [1])
    }

    @Test("refuses a database of a later version, and one that is none of a ledger, untouched")
    func foreign() throws {
        do { _ = try open() }
        try raw("PRAGMA user_version = 99")
        let later = #expect(throws: LedgerError.self) { try open() }
        #expect(later?.code == .newerVersion)
        try raw("PRAGMA user_version = 1; PRAGMA application_id = 7")
        let other = #expect(throws: LedgerError.self) { try open() }
        #expect(other?.code == .corrupt)
        let path = folder.file("ledger/ledger.sqlite")
        try Data("no database at all, but long enough to be looked at".utf8).write(to: URL(filePath: path))
        #expect(throws: LedgerError.self) { try open() }
        #expect(throws: LedgerError.self) { try SQLiteLedgerStore(besides: folder.file("nowhere")) }
    }

    @Test(
        "calls a log damaged whose numbers cannot be, and does not fall over them",
        arguments: [
            "UPDATE log SET witnessed_time = -1", "UPDATE log SET witnessed_note = NULL",
            "UPDATE log SET complete = -1",
            "UPDATE log SET complete = 9223372036854775807, frontier = zeroblob(63 * 32)",
        ])
    func damaged(sql: String) async throws {
        let (directory, store) = try open()
        _ = try await fill(store)
        try raw(sql)
        let error = #expect(throws: LedgerError.self) { try store.logs() }
        #expect(error?.code == .corrupt)
        withExtendedLifetime(directory) {}
    }

    @Test("is used by one process at a time")
    func lock() throws {
        let directory = try LedgerDirectory(opening: folder.file("ledger"))
        let error = #expect(throws: LedgerError.self) { try LedgerDirectory(opening: folder.file("ledger")) }
        #expect(error?.code == .inUse)
        withExtendedLifetime(directory) {}
    }
}
