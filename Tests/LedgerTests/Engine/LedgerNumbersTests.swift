import Ledger
import MerkleLog
import Synchronization
import TestKit
import Testing

@Suite("A ledger that is sent numbers at the ends of their ranges")
struct LedgerNumbersTests {
    /// The largest number that anything may be about.
    private static let largest: Int64 = 9_007_199_254_740_991

    /// A number as an attacker picks it: near the ends of 64 and of 53 bits, near what is there, or anything.
    private static func number(_ generator: inout SeededGenerator) -> Int64 {
        let near = Int64.random(in: -2...2, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return .max &+ near
        case 1: return .min &+ near
        case 2: return largest + near
        case 3: return 1 << Int64.random(in: 0..<63, using: &generator) &+ near
        case 4: return Int64(bitPattern: generator.next())
        default: return Int64.random(in: 0...12, using: &generator)
        }
    }

    private static func text(_ generator: inout SeededGenerator) -> String? {
        Int.random(in: 0..<4, using: &generator) == 0 ? nil : "\(number(&generator))"
    }

    private func take(
        _ seqs: [Int64], _ ledger: Ledger, _ log: SampleLog, _ generator: inout SeededGenerator
    ) async throws {
        let events = seqs.map { SampleLog.event($0, "watch.changed", ["n": .integer($0)], source: log.source) }
        let lane = Lane.allCases.randomElement(using: &generator)
        do {
            let place = try BatchPlace(
                lane: lane?.rawValue, after: Self.text(&generator), through: Self.text(&generator))
            let batch = try IngestBatch(parsing: CanonicalValue.array(events).canonicalBytes)
            #expect((place.after ?? 0) <= Self.largest && (place.through ?? 0) <= Self.largest)
            #expect(batch.entries.allSatisfy { (1...Self.largest).contains($0.seq) })
            _ = try await ledger.take(batch, at: place)
        } catch is IngestError {
            return
        }
    }

    private func submit(_ ledger: Ledger, _ log: SampleLog, _ generator: inout SeededGenerator) async throws {
        let size = Self.number(&generator)
        let checkpoint = Checkpoint(origin: log.source, size: size, root: log.root(3))
        let note = try checkpoint.note(signedBy: [log.signer]).encoded
        do {
            let submission = try CheckpointSubmission(parsing: Array("old \(Self.number(&generator))\n\n\(note)".utf8))
            #expect(submission.old <= Self.largest && (0...Self.largest).contains(submission.checkpoint.size))
            _ = try await ledger.take(submission)
        } catch is IngestError {
            return
        }
    }

    private func put(_ ledger: Ledger, _ log: SampleLog, _ generator: inout SeededGenerator) async throws {
        let numbers = (0..<3).map { _ in Self.number(&generator) }
        let sum = "sha-256=:\(String(repeating: "A", count: 43))=:"
        do {
            let piece = try FilePiece(
                contentRange: "bytes \(numbers[0])-\(numbers[1])/\(numbers[2])", digest: sum, contentType: "image/jpeg")
            #expect(piece.total <= FilePiece.fileLimit && (piece.range?.upperBound ?? 0) <= piece.total)
            _ = try await ledger.take(piece, [], of: Self.number(&generator), in: log.origin)
        } catch is IngestError {
            return
        }
    }

    @Test("takes none that would overflow, and goes on", arguments: UInt64(0)..<60)
    func anything(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let ledger = try Samples.ledger(MemoryLedgerStore())
        var log = try SampleLog()
        log.grow(to: 5)
        _ = try await ledger.take(try log.batch(1...5), at: BatchPlace())
        for _ in 0..<40 {
            let seqs = (0..<Int.random(in: 0...3, using: &generator)).map { _ in Self.number(&generator) }
            try await take(seqs, ledger, log, &generator)
            try await submit(ledger, log, &generator)
            try await put(ledger, log, &generator)
        }
        let status = try #require(ledger.status().logs.first)
        #expect(status.newest <= Self.largest && status.complete <= Self.largest)
        #expect(try await ledger.take(try log.batch(1...5), at: BatchPlace()) == .taken(stored: 0, duplicates: 5))
    }

    @Test("goes on with a log whose lane an earlier version let come to the end of 64 bits")
    func stored() async throws {
        let store = MemoryLedgerStore()
        var log = try SampleLog()
        log.grow(to: 5)
        _ = try await Samples.ledger(store).take(try log.batch(1...5), at: BatchPlace())
        store.content.withLock { content in
            guard let known = content.logs[log.source]?.log else { return }
            content.logs[log.source]?.log = SiteLog(
                origin: known.origin, tree: known.tree, reach: .max, newest: known.newest, count: known.count,
                keys: known.keys)
        }
        log.add()
        let ledger = try Samples.ledger(store)
        #expect(try await ledger.take(try log.batch(5...6), at: BatchPlace()) == .taken(stored: 1, duplicates: 1))
        #expect(try ledger.status().logs.first?.complete == 6)
    }
}
