import Ledger
import MerkleLog
import Testing

@Suite("A ledger")
struct LedgerTests {
    private func makeLedger(_ order: IngestOrder = .withoutGaps) -> Ledger<MemoryLedgerStore> {
        Ledger(store: MemoryLedgerStore(), order: order)
    }

    @Test("stores what follows, and takes the same again as a duplicate")
    func idempotent() throws {
        var ledger = makeLedger()
        #expect(try ledger.take(Samples.batch([1, 2, 3])) == [.stored, .stored, .stored])
        let before = ledger.store.entries
        #expect(try ledger.take(Samples.batch([2, 3])) == [.duplicate, .duplicate])
        #expect(try ledger.take(Samples.batch([3, 4, 4])) == [.duplicate, .stored, .duplicate])
        #expect(ledger.head(of: "north") == 4)
        #expect(before["north"]?.count == 3 && ledger.store.entries["north"]?.count == 4)
    }

    @Test("refuses a gap, says what it expects, and stores nothing behind it")
    func gap() throws {
        var ledger = makeLedger()
        #expect(try ledger.take(Samples.batch([2])) == [.gap(expected: 1)])
        #expect(try ledger.take(Samples.batch([1, 2, 5, 6])) == [.stored, .stored, .gap(expected: 3)])
        #expect(ledger.head(of: "north") == 2)
        #expect(ledger.store.entries["north"]?.keys.sorted() == [1, 2])
        #expect(try ledger.take(Samples.batch([3, 4, 5])) == [.stored, .stored, .stored])
    }

    @Test("takes a selection with holes where it is told to, and fills them later")
    func selection() throws {
        var ledger = makeLedger(.selection)
        #expect(try ledger.take(Samples.batch([5, 9])) == [.stored, .stored])
        #expect(try ledger.take(Samples.batch([7, 5])) == [.stored, .duplicate])
        #expect(ledger.head(of: "north") == 9)
    }

    @Test("refuses another entry under a known number, and keeps the first")
    func changed() throws {
        var ledger = makeLedger()
        _ = try ledger.take(Samples.batch([1, 2]))
        var forged = try Samples.batch([2, 3])
        forged.entries[0].record = Array(#"{"kind":"event.closed","seq":2}"#.utf8)
        #expect(ledger.take(forged) == [.changed])
        forged = try Samples.batch([2])
        forged.entries[0].payload = ["track": 99]
        #expect(ledger.take(forged) == [.changed])
        forged = try Samples.batch([2])
        forged.entries[0].salt = "11"
        #expect(ledger.take(forged) == [.changed])
        #expect(ledger.store.entries["north"]?[2] == Samples.entry(2))
        #expect(ledger.head(of: "north") == 2)
    }

    @Test("refuses two entries under one number within one batch")
    func changedWithinBatch() throws {
        var ledger = makeLedger()
        var batch = try Samples.batch([1, 1])
        batch.entries[1].payload = ["track": 99]
        #expect(ledger.take(batch) == [.stored, .changed])
    }

    @Test("takes an erased payload for the same entry")
    func erased() throws {
        var ledger = makeLedger()
        _ = try ledger.take(Samples.batch([1]))
        var batch = try Samples.batch([1])
        batch.entries[0].payload = .null
        batch.entries[0].salt = nil
        #expect(ledger.take(batch) == [.duplicate])
        #expect(ledger.store.entries["north"]?[1]?.payload == ["track": 1])
    }

    @Test("keeps sites apart")
    func sites() throws {
        var ledger = makeLedger()
        _ = try ledger.take(Samples.batch([1, 2], site: "north"))
        #expect(try ledger.take(Samples.batch([2], site: "south")) == [.gap(expected: 1)])
        #expect(try ledger.take(Samples.batch([1], site: "south")) == [.stored])
        #expect(ledger.head(of: "north") == 2 && ledger.head(of: "south") == 1)
    }

    @Test("goes on where its store ends")
    func reopened() throws {
        var first = makeLedger()
        _ = try first.take(Samples.batch([1, 2]))
        var second = Ledger(store: first.store)
        #expect(try second.take(Samples.batch([2, 3])) == [.duplicate, .stored])
    }

    @Test("counts nothing as taken when the store fails")
    func storeFails() throws {
        var ledger = try Ledger(store: FailingStore())
        #expect(throws: FailingStore.Full.self) { try ledger.take(Samples.batch([1, 2])) }
        #expect(ledger.head(of: "north") == 0)
        #expect(try ledger.take(Samples.batch([2])) == [.gap(expected: 1)])
    }

    @Test("ends with 1…n of each site whatever is sent in whatever order", arguments: UInt64(1)..<50)
    func anyOrder(seed: UInt64) throws {
        var state = seed
        func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var ledger = makeLedger()
        for _ in 0..<60 {
            let site = ["north", "south"][below(2)]
            let start = Int64(1 + below(12))
            let seqs = (0..<below(5)).map { start + Int64($0) } + (below(4) == 0 ? [Int64(1 + below(15))] : [])
            let before = ledger.store.entries
            let outcomes = try ledger.take(Samples.batch(seqs, site: site))
            #expect(outcomes.dropLast().allSatisfy { $0 == .stored || $0 == .duplicate })
            for (site, known) in before {
                for (seq, entry) in known { #expect(ledger.store.entries[site]?[seq] == entry) }
            }
        }
        for (site, known) in ledger.store.entries {
            #expect(known.keys.sorted() == (1...ledger.head(of: site)).map { $0 })
        }
    }
}

/// A store that is full.
private struct FailingStore: LedgerStore {
    struct Full: Error {}
    func heads() throws(Full) -> [String: Int64] { [:] }
    func entry(site: String, seq: Int64) throws(Full) -> LedgerEntry? { nil }
    mutating func append(_ entries: [LedgerEntry]) throws(Full) { throw Full() }
}
