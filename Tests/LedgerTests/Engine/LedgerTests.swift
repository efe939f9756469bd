import Dispatch
import Ledger
import MerkleLog
import Synchronization
import TestKit
import Testing

@Suite("A ledger")
struct LedgerTests {
    private let full = LedgerError(.full, place: "the disk", cause: "it is full", mend: "make room")

    @Test("counts nothing as taken when the store fails, and takes it when it works again")
    func storeFails() async throws {
        let store = MemoryLedgerStore()
        let ledger = try Samples.ledger(store)
        var log = try SampleLog()
        log.grow(to: 5)
        let batch = try log.batch(1...5)
        store.fail(full)
        await #expect(throws: full) { try await ledger.take(batch, at: BatchPlace()) }
        #expect(try !ledger.status().isReady)
        #expect(try await ledger.take(try log.submission(0, 5)) == nil, "nothing is known of the log")
        store.fail(nil)
        #expect(try await ledger.take(batch, at: BatchPlace()) == .taken(stored: 5, duplicates: 0))
        #expect(try ledger.status().isReady)
        store.fail(full)
        let submission = try log.submission(0, 5)
        await #expect(throws: full) { try await ledger.take(submission) }
        store.fail(nil)
        guard case .cosigned? = try await ledger.take(submission) else {
            Issue.record("no receipt")
            return
        }
        #expect(store.content.withLock { $0.receipts[log.source]?.count } == 1)
    }

    @Test("is ready again only when something was stored, and not when something was answered")
    func ready() async throws {
        let store = MemoryLedgerStore()
        let ledger = try Samples.ledger(store)
        var log = try SampleLog()
        log.grow(to: 5)
        let batch = try log.batch(1...2)
        _ = try await ledger.take(batch, at: BatchPlace())
        store.fail(full)
        let more = try log.batch([3])
        await #expect(throws: full) { try await ledger.take(more, at: BatchPlace()) }
        #expect(try await ledger.take(try log.batch([5]), at: BatchPlace()) == .gap(resumeAfter: 2))
        #expect(try await ledger.take(batch, at: BatchPlace()) == .taken(stored: 0, duplicates: 2))
        #expect(try !ledger.status().isReady)
        store.fail(nil)
        #expect(try await ledger.take(try log.batch([5]), at: BatchPlace()) == .gap(resumeAfter: 2))
        #expect(try !ledger.status().isReady)
        _ = try await ledger.take(more, at: BatchPlace())
        #expect(try ledger.status().isReady)
    }

    @Test("says when the store can no longer be trusted", arguments: LedgerError.Code.allCases)
    func broken(code: LedgerError.Code) async throws {
        let store = MemoryLedgerStore()
        let told = Mutex<[LedgerError]>([])
        let ledger = try Samples.ledger(store, onBroken: { error in told.withLock { $0.append(error) } })
        let failure = LedgerError(code, place: "the disk", cause: "it broke", mend: "buy another")
        store.fail(failure)
        let batch = try SampleLog().batch(1...1)
        await #expect(throws: failure) { try await ledger.take(batch, at: BatchPlace()) }
        #expect(told.withLock { $0 } == ([.inputOutput, .corrupt, .unsynchronized].contains(code) ? [failure] : []))
    }

    @Test("answers many sites with few transactions, while one is being synced")
    func groups() async throws {
        let gate = DispatchSemaphore(value: 0)
        let entered = Mutex(0)
        let store = MemoryLedgerStore {
            entered.withLock { $0 += 1 }
            gate.wait()
        }
        let ledger = try Samples.ledger(store)
        let batches = try (0..<20).map { try SampleLog("site-\($0)").batch(1...1) }
        try await withThrowingTaskGroup(of: EntriesVerdict.Answer.self) { group in
            group.addTask { try await ledger.take(batches[0], at: BatchPlace()) }
            while entered.withLock({ $0 }) == 0 { await Task.yield() }
            for batch in batches.dropFirst() {
                group.addTask { try await ledger.take(batch, at: BatchPlace()) }
            }
            while try ledger.status().waiting < 19 { await Task.yield() }
            for _ in 0..<20 { gate.signal() }
            for try await answer in group { #expect(answer == .taken(stored: 1, duplicates: 0)) }
        }
        #expect(store.content.withLock { $0.commits } == 2)
        #expect(try ledger.status().counters.committedRequests == 20)
    }

    @Test("keeps sites apart, and each log of a site")
    func sites() async throws {
        let ledger = try Samples.ledger(MemoryLedgerStore())
        for var log in [try SampleLog("north"), try SampleLog("south"), try SampleLog("north", generation: 2)] {
            log.add()
            #expect(try await ledger.take(try log.batch([2]), at: BatchPlace()) == .gap(resumeAfter: 0))
            #expect(try await ledger.take(try log.batch(1...2), at: BatchPlace()) == .taken(stored: 2, duplicates: 0))
        }
        #expect(try ledger.status().logs.map(\.source).count == 3)
    }

    @Test("takes at most a hundred logs of a site, also of those that come at once, and goes on with them")
    func manyLogs() async throws {
        let store = MemoryLedgerStore()
        let ledger = try Samples.ledger(store)
        let logs = try (1...130).map { try SampleLog("north", generation: $0) }
        let taken = try await withThrowingTaskGroup(of: (Int, EntriesVerdict.Answer).self) { group in
            for (index, log) in logs.enumerated() {
                group.addTask { (index, try await ledger.take(try log.batch(1...1), at: BatchPlace())) }
            }
            var taken: [Int] = []
            for try await (index, answer) in group {
                if case .taken = answer { taken.append(index) } else { #expect(answer == .tooManyLogs(100)) }
            }
            return taken
        }
        #expect(taken.count == 100)
        #expect(store.content.withLock { $0.logs.count } == 100)
        var known = logs[taken[0]]
        known.add()
        #expect(try await ledger.take(try known.batch([2]), at: BatchPlace()) == .taken(stored: 1, duplicates: 0))
        let other = try SampleLog("south").batch(1...1)
        #expect(try await ledger.take(other, at: BatchPlace()) == .taken(stored: 1, duplicates: 0))
        let reopened = try Samples.ledger(store)
        let further = try SampleLog("north", generation: 200).batch(1...1)
        #expect(try await reopened.take(further, at: BatchPlace()) == .tooManyLogs(100))
    }

    @Test(
        "raises an alarm for a site that is silent, ends it when the site is heard, and raises none for its own absence"
    )
    func silence() async throws {
        let store = MemoryLedgerStore()
        let clock = ManualSiteClock()
        var rules = LedgerRules(sites: [.init(name: "north")])
        rules.sites?[0].silenceSeconds = 60
        let ledger = try Samples.ledger(store, rules: rules, clock: clock)
        clock.advance(bySeconds: 59)
        ledger.look()
        clock.advance(bySeconds: 2)
        ledger.look()
        ledger.look()
        try await eventually { try store.alarms(includingEnded: false).map(\.kind) == [.silent] }
        #expect(try ledger.status().concerns.count == 1)
        ledger.heard("north")
        try await eventually { try store.alarms(includingEnded: false).isEmpty }
        clock.advance(bySeconds: 3600)
        let second = try Samples.ledger(store, rules: rules, clock: clock)
        second.look()
        #expect(try second.status().alarms.isEmpty)
    }

    @Test("takes entries and a checkpoint up again where its store ends, with what a person says of keys")
    func reopened() async throws {
        let store = MemoryLedgerStore()
        var log = try SampleLog()
        log.grow(to: 40)
        let first = try Samples.ledger(store)
        _ = try await first.take(try log.batch(1...40), at: BatchPlace())
        _ = try await first.take(try log.submission(0, 33))
        let second = try Samples.ledger(store)
        #expect(try await second.take(try log.batch(39...40), at: BatchPlace()) == .taken(stored: 0, duplicates: 2))
        #expect(try await second.take(try log.submission(0, 40)) == .otherSize(33))
        var rules = LedgerRules(sites: [.init(name: "north")])
        let other = try NoteSigner(name: log.source, seed: [UInt8](repeating: 66, count: 32))
        rules.sites?[0].key = other.key
        let third = try Samples.ledger(store, rules: rules)
        #expect(try await third.take(try log.submission(33, 40)) == .unknownKey)
        guard case .cosigned? = try await third.take(try log.submission(33, 40, signer: other)) else {
            Issue.record("not cosigned")
            return
        }
    }

    private func eventually(_ condition: () throws -> Bool) async throws {
        while try !condition() { await Task.yield() }
    }
}
