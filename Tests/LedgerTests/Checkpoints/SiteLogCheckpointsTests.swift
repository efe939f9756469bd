import Ledger
import MerkleLog
import Testing

@Suite("A site's log whose checkpoints are witnessed")
struct SiteLogCheckpointsTests {
    private let now: UInt64 = 1_800_000_000

    private func makeSample() throws -> SampleLog {
        var sample = try SampleLog()
        sample.grow(to: 40)
        return sample
    }

    /// A log of which the first `stored` entries are here.
    private func makeLog(of sample: SampleLog, stored: Int64 = 40) throws -> SiteLog {
        var log = SiteLog(origin: sample.origin)
        let verdict = log.take(try sample.batch(1...stored), at: BatchPlace(), known: [:])
        _ = log.grow(over: verdict.fresh) { _ throws(Never) in [] }
        return log
    }

    private func witness(
        _ log: inout SiteLog, _ sample: SampleLog, _ submission: CheckpointSubmission, at time: UInt64? = nil
    ) throws -> (verdict: CheckpointVerdict, alarms: [AlarmNotice]) {
        let size = submission.checkpoint.size
        return try log.witness(
            submission, ownRoot: size <= log.complete ? sample.root(size) : nil, signer: Samples.signer(),
            now: time ?? now)
    }

    private func time(_ verdict: CheckpointVerdict, _ submission: CheckpointSubmission) throws -> UInt64? {
        guard case .cosigned(let lines) = verdict else { return nil }
        let note = try SignedNote(parsing: submission.note.text + "\n" + lines)
        return try Samples.signer().key.signatureTime(in: note)
    }

    @Test("is cosigned step by step, and each receipt verifies by the ledger's key")
    func receipts() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        var old: Int64 = 0
        for size: Int64 in [1, 7, 8, 33, 33, 40] {
            let submission = try sample.submission(old, size)
            let (verdict, alarms) = try witness(&log, sample, submission)
            #expect(try time(verdict, submission) == now)
            #expect(alarms.isEmpty)
            #expect(log.witnessed?.size == size && log.witnessed?.root == sample.root(size))
            old = size
        }
        let note = try SignedNote(parsing: log.witnessed?.note ?? "")
        #expect(sample.signer.key.verifies(note), "what is kept has the site's signature too")
    }

    @Test("is never given a receipt older than the one before")
    func clock() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 5))
        let submission = try sample.submission(5, 6)
        let (verdict, _) = try witness(&log, sample, submission, at: now - 1000)
        #expect(try time(verdict, submission) == now)
    }

    @Test("is told the size that was cosigned last when another one is assumed, larger or smaller")
    func otherSize() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        #expect(try witness(&log, sample, sample.submission(3, 5)).verdict == .otherSize(0))
        _ = try witness(&log, sample, sample.submission(0, 10))
        for old: Int64 in [0, 9, 11, 20] {
            let (verdict, alarms) = try witness(&log, sample, sample.submission(old, 20))
            #expect(verdict == .otherSize(10) && alarms.isEmpty)
        }
        #expect(log.witnessed?.size == 10)
    }

    @Test("that became smaller is an alarm")
    func shrunk() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 20))
        let other = TreeHash.leaf(of: [1])
        let (verdict, alarms) = try witness(&log, sample, sample.submission(5, 12, root: other, proof: []))
        #expect(verdict == .otherSize(20) && alarms.map(\.kind) == [.shrunk])
    }

    @Test("that is an old one, come late or twice, is told the size and is no alarm")
    func late() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 20))
        for (old, size): (Int64, Int64) in [(0, 12), (5, 12), (0, 20), (19, 19)] {
            let (verdict, alarms) = try witness(&log, sample, sample.submission(old, size))
            #expect(verdict == .otherSize(20) && alarms.isEmpty)
        }
    }

    @Test("that became smaller is an alarm where only a selection is sent: nothing says that it is an old one")
    func shrunkSelection() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 20))
        let submission = try sample.submission(5, 12)
        let (verdict, alarms) = try log.witness(submission, ownRoot: nil, signer: Samples.signer(), now: now)
        #expect(verdict == .otherSize(20) && alarms.map(\.kind) == [.shrunk])
    }

    @Test("with another root for a size that was cosigned is a fork, and an alarm")
    func forked() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 20))
        let other = TreeHash.leaf(of: [1])
        let (verdict, alarms) = try witness(&log, sample, sample.submission(20, 20, root: other, proof: []))
        #expect(verdict == .forked(20) && alarms.map(\.kind) == [.forked])
        #expect(log.witnessed?.root == sample.root(20))
    }

    @Test("is not cosigned without a proof that holds, and that is an alarm")
    func unproven() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        _ = try witness(&log, sample, sample.submission(0, 20))
        let right = sample.proof(20, 33)
        var wrongs = [[], Array(right.dropLast()), Array(right.reversed()), right + [right[0]]]
        for index in right.indices {
            var changed = right
            changed[index] = TreeHash.leaf(of: [1])
            wrongs.append(changed)
        }
        for proof in wrongs {
            let (verdict, alarms) = try witness(&log, sample, sample.submission(20, 33, proof: proof))
            guard case .unproven = verdict else {
                Issue.record("cosigned: \(verdict)")
                continue
            }
            #expect(alarms.map(\.kind) == [.forked])
            #expect(log.witnessed?.size == 20)
        }
        let (first, _) = try witness(&log, sample, sample.submission(0, 33, proof: right))
        #expect(first == .otherSize(20))
    }

    @Test("that was rewritten before it was cosigned is found by the entries")
    func rewritten() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        let (verdict, alarms) = try witness(&log, sample, sample.submission(0, 20, root: TreeHash.leaf(of: [1])))
        guard case .unproven = verdict else {
            Issue.record("cosigned: \(verdict)")
            return
        }
        #expect(alarms.map(\.kind) == [.forked] && log.witnessed == nil)
    }

    @Test("is cosigned only when every entry is here, unless a selection is sent")
    func missing() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample, stored: 12)
        #expect(try witness(&log, sample, sample.submission(0, 40)).verdict == .missing(13))
        #expect(log.witnessed == nil)
        log.order = .selection
        let submission = try sample.submission(0, 40)
        #expect(try time(witness(&log, sample, submission).verdict, submission) == now)
    }

    @Test("is cosigned only with a signature of the log's key")
    func keys() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        let other = try NoteSigner(name: sample.source, seed: [UInt8](repeating: 66, count: 32))
        #expect(try witness(&log, sample, sample.submission(0, 20, signer: other)).verdict == .unknownKey)
        log = SiteLog(origin: sample.origin, tree: log.tree, newest: 40, count: 40)
        #expect(try witness(&log, sample, sample.submission(0, 20)).verdict == .unknownKey)
    }

    @Test("is missed entries of, where the key may be in one that is not here")
    func keyIsMissing() throws {
        let sample = try makeSample()
        var log = SiteLog(origin: sample.origin)
        _ = log.take(try sample.batch([30]), at: BatchPlace(lane: .alarm), known: [:])
        #expect(try witness(&log, sample, sample.submission(0, 40)).verdict == .missing(1))
        log.order = .selection
        #expect(try witness(&log, sample, sample.submission(0, 40)).verdict == .unknownKey)
    }

    @Test("is signed by the key that reigned at its size")
    func rotation() throws {
        var sample = try SampleLog()
        sample.grow(to: 9)
        let first = sample.signer
        try sample.rotate(to: 8)
        sample.grow(to: 20)
        var log = SiteLog(origin: sample.origin)
        let verdict = log.take(try sample.batch(1...20), at: BatchPlace(), known: [:])
        _ = log.grow(over: verdict.fresh) { _ throws(Never) in [] }
        #expect(try witness(&log, sample, sample.submission(0, 9)).verdict == .unknownKey)
        let early = try sample.submission(0, 9, signer: first)
        #expect(try time(witness(&log, sample, early).verdict, early) == now)
        #expect(try witness(&log, sample, sample.submission(9, 10, signer: first)).verdict == .unknownKey)
        let late = try sample.submission(9, 10)
        #expect(try time(witness(&log, sample, late).verdict, late) == now)
    }

    @Test("is malformed if the old size is beyond it")
    func malformed() throws {
        let sample = try makeSample()
        var log = try makeLog(of: sample)
        #expect(try witness(&log, sample, sample.submission(6, 5, proof: [])).verdict == .malformed)
    }
}
