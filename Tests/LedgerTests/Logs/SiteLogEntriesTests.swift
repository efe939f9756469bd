import Ledger
import MerkleLog
import TestKit
import Testing

@Suite("A site's log that takes entries")
struct SiteLogEntriesTests {
    /// A log and what is stored of it, grown as the ledger does it.
    private struct Stored {
        var log: SiteLog
        var leaves: [Int64: TreeHash] = [:]
        var rows: [SubtreeRow] = []

        mutating func take(_ batch: IngestBatch, _ place: BatchPlace = BatchPlace()) -> EntriesVerdict {
            let known = leaves.filter { log.unsettled(of: batch).contains($0.key) }
            let verdict = log.take(batch, at: place, known: known)
            let stored = leaves
            func run(from: Int64) throws(Never) -> [TreeHash] {
                var run: [TreeHash] = []
                // At most two at a time, so that more has to be asked for.
                while run.count < 2, let leaf = stored[from + Int64(run.count)] { run.append(leaf) }
                return run
            }
            rows += log.grow(over: verdict.fresh, stored: run)
            log.stretch(over: verdict.fresh, stored: run)
            for entry in verdict.fresh {
                #expect(leaves[entry.seq] == nil, "what is stored never changes")
                leaves[entry.seq] = entry.leaf
            }
            return verdict
        }
    }

    private func makeSample(_ count: Int64 = 40) throws -> SampleLog {
        var sample = try SampleLog()
        sample.grow(to: count)
        return sample
    }

    @Test("takes what follows, and the same again as duplicates")
    func idempotent() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        #expect(stored.take(try sample.batch(1...3)).answer == .taken(stored: 3, duplicates: 0))
        let before = stored.log
        #expect(stored.take(try sample.batch(2...3)).answer == .taken(stored: 0, duplicates: 2))
        #expect(stored.log == before)
        #expect(stored.take(try sample.batch([3, 4, 4])).answer == .taken(stored: 1, duplicates: 2))
        #expect(stored.log.complete == 4 && stored.log.count == 4 && stored.log.newest == 4)
        #expect(stored.log.tree.root == sample.root(4))
    }

    @Test(
        "refuses gaps as a whole where entries have to follow, and says from where to go on",
        arguments: [[3], [4, 5], [1, 2, 3, 5], [2, 9]] as [[Int64]])
    func gaps(seqs: [Int64]) throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        _ = stored.take(try sample.batch(1...1))
        let before = stored.log
        #expect(stored.take(try sample.batch(seqs)).answer == .gap(resumeAfter: 1))
        #expect(stored.log == before)
    }

    @Test("refuses a cursor beyond what is here in the lane routine, and in no other")
    func cursors() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        _ = stored.take(try sample.batch(1...4))
        #expect(
            stored.take(try sample.batch([9]), BatchPlace(lane: .routine, after: 8)).answer == .gap(resumeAfter: 4))
        #expect(
            stored.take(try sample.batch([9]), BatchPlace(lane: .alarm, after: 8)).answer
                == .taken(stored: 1, duplicates: 0))
        #expect(
            stored.take(try sample.batch([12]), BatchPlace(lane: .assistance, after: 11)).answer
                == .taken(stored: 1, duplicates: 0))
        #expect(stored.log.head == 4, "what overtook is no progress of the lane routine")
        #expect(
            stored.take(try sample.batch([6]), BatchPlace(after: 4)).answer == .taken(stored: 1, duplicates: 0),
            "entry 5 was quarantined")
        #expect(stored.log.head == 6 && stored.log.complete == 4)
        _ = stored.take(try sample.batch([7]), BatchPlace(after: 6, through: 10))
        #expect(stored.log.head == 10)
        #expect(
            stored.take(try sample.batch([11]), BatchPlace(after: 10)).answer == .taken(stored: 1, duplicates: 0))
        _ = stored.take(try sample.batch([5]), BatchPlace(after: 4))
        #expect(stored.log.complete == 7 && stored.log.tree.root == sample.root(7))
        _ = stored.take(try sample.batch([8, 10]), BatchPlace(after: 7))
        #expect(stored.log.complete == 12 && stored.log.tree.root == sample.root(12))
    }

    @Test("goes on behind a hole that stays over what came in another lane")
    func behindAHole() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        _ = stored.take(try sample.batch(1...4))
        _ = stored.take(try sample.batch([6]), BatchPlace(after: 4))
        #expect(stored.log.head == 6)
        _ = stored.take(try sample.batch([7, 8, 10]), BatchPlace(lane: .alarm, after: 6))
        #expect(stored.log.head == 8 && stored.log.complete == 4)
        #expect(
            stored.take(try sample.batch([9]), BatchPlace(after: 8)).answer == .taken(stored: 1, duplicates: 0))
        #expect(stored.log.head == 10)
        #expect(stored.take(try sample.batch([13]), BatchPlace(after: 12)).answer == .gap(resumeAfter: 10))
    }

    @Test("asks nothing of the order where it gets a selection, but for the cursor")
    func selection() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        stored.log.order = .selection
        #expect(stored.take(try sample.batch([5, 9])).answer == .taken(stored: 2, duplicates: 0))
        #expect(stored.take(try sample.batch([7, 5])).answer == .taken(stored: 1, duplicates: 1))
        #expect(
            stored.take(try sample.batch([12]), BatchPlace(after: 11)).answer == .taken(stored: 1, duplicates: 0),
            "the cursor may have passed over what is not sent")
        #expect(
            stored.take(try sample.batch([20]), BatchPlace(after: 19, through: 25)).answer == .gap(resumeAfter: 12))
        _ = stored.take(try sample.batch([13]), BatchPlace(after: 12, through: 19))
        #expect(
            stored.take(try sample.batch([20]), BatchPlace(after: 19, through: 25)).answer
                == .taken(stored: 1, duplicates: 0))
        let other = try makeSample()
        var empty = Stored(log: SiteLog(origin: other.origin))
        empty.log.order = .selection
        #expect(empty.take(try other.batch([12]), BatchPlace(after: 11)).answer == .gap(resumeAfter: 0))
    }

    @Test("refuses another record under a known number, stores nothing of its batch, and raises an alarm")
    func changed() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        _ = stored.take(try sample.batch(1...3))
        let before = stored.log
        let forged = SampleLog.event(2, "watch.changed", ["n": 99], source: sample.source)
        let bytes = CanonicalValue.array([sample.events[3], forged]).canonicalBytes
        let verdict = stored.take(try IngestBatch(parsing: bytes))
        guard case .refused(let refusals, let newest) = verdict.answer, newest == 3 else {
            Issue.record("it was taken: \(verdict.answer)")
            return
        }
        #expect(refusals.map(\.seq) == [2] && verdict.fresh.isEmpty)
        #expect(verdict.alarms.map(\.kind) == [.changed])
        #expect(stored.log == before)
    }

    @Test("refuses two records under one number within one batch")
    func changedWithinBatch() throws {
        let sample = try makeSample()
        var stored = Stored(log: SiteLog(origin: sample.origin))
        let forged = SampleLog.event(1, "watch.changed", ["n": 99], source: sample.source)
        let bytes = CanonicalValue.array([sample.events[0], forged]).canonicalBytes
        guard case .refused = stored.take(try IngestBatch(parsing: bytes)).answer else {
            Issue.record("it was taken")
            return
        }
        #expect(stored.log.count == 0)
    }

    @Test("has the tree of what is there without a gap, whatever comes in whatever order", arguments: UInt64(0)..<60)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sample = try makeSample(150)
        var stored = Stored(log: SiteLog(origin: sample.origin))
        while stored.log.complete < 150 {
            let lane = Lane.allCases.randomElement(using: &generator) ?? .routine
            let first = Int64.random(in: 1...150, using: &generator)
            let seqs = (0..<Int64.random(in: 0...60, using: &generator)).map { min(150, first + $0) }
            let after = Bool.random(using: &generator) ? first - 1 : nil
            let before = stored
            let verdict = stored.take(try sample.batch(seqs), BatchPlace(lane: lane, after: after))
            if case .taken = verdict.answer {
                for seq in seqs { #expect(stored.leaves[seq] == sample.leaves[Int(seq) - 1]) }
            } else {
                #expect(stored.log == before.log && stored.leaves == before.leaves)
            }
            let complete = stored.log.complete
            #expect(complete == 0 || (1...complete).allSatisfy { stored.leaves[$0] != nil })
            #expect(stored.leaves[complete + 1] == nil)
            #expect(stored.log.tree.root == sample.root(complete))
            #expect(stored.log.count == Int64(stored.leaves.count))
            // What is missing comes sooner or later, as the lane routine brings it.
            if complete < 150, Int.random(in: 0..<4, using: &generator) == 0 {
                let next = complete + 1...min(150, complete + 9)
                _ = stored.take(try sample.batch(next), BatchPlace(after: complete))
            }
        }
        #expect(stored.rows.map(\.seq) == [32, 64, 96, 128])
    }
}
