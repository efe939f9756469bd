import Ledger
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("A ledger whose clock was ahead")
struct LedgerClockTests {
    private static let year = 365 * 86_400.0

    private let folder: TemporaryDirectory
    private let directory: LedgerDirectory
    private let store: SQLiteLedgerStore
    private let clock = ManualSiteClock()
    private let north: SampleLog
    private let south: SampleLog

    /// Both logs have 40 entries; of one 10 were cosigned while the clock was a year ahead.
    init() async throws {
        folder = try TemporaryDirectory()
        directory = try LedgerDirectory(opening: folder.file("ledger"))
        store = try SQLiteLedgerStore(directory: directory)
        var logs = [try SampleLog("north"), try SampleLog("south")]
        for index in logs.indices { logs[index].grow(to: 40) }
        (north, south) = (logs[0], logs[1])
        let ledger = try Samples.ledger(store, clock: clock)
        for log in logs { _ = try await ledger.take(try log.batch(1...40), at: BatchPlace()) }
        clock.stepUTC(bySeconds: Self.year)
        guard case .cosigned? = try await ledger.take(try north.submission(0, 10)) else {
            Issue.record("nothing was cosigned")
            return
        }
        clock.stepUTC(bySeconds: -Self.year)
    }

    private var now: UInt64 { UInt64(clock.reading().utc.nanoseconds / 1_000_000_000) }

    private func time(_ verdict: CheckpointVerdict?, _ submission: CheckpointSubmission) throws -> UInt64? {
        guard case .cosigned(let lines)? = verdict else { return nil }
        let note = try SignedNote(parsing: submission.note.text + "\n" + lines)
        return try Samples.signer().key.signatureTime(in: note)
    }

    private func isBehind(_ verdict: CheckpointVerdict?) -> Bool {
        if case .clockIsBehind? = verdict { true } else { false }
    }

    @Test(
        "signs for no log while it is behind what was signed, says so with both times, and takes entries all the while")
    func refuses() async throws {
        let ledger = try Samples.ledger(store, clock: clock)
        for log in [north, south] {
            let old: Int64 = log.source == north.source ? 10 : 0
            #expect(isBehind(try await ledger.take(try log.submission(old, 20))))
        }
        let alarm = try #require(try store.alarms(includingEnded: false).first)
        #expect(alarm.kind == .clock && alarm.source == north.source && alarm.count == 2)
        #expect(alarm.detail.contains("2026-11-22T08:30:00") && alarm.detail.contains("2027-11-22T08:30:00"))
        let status = try ledger.status()
        #expect(status.concerns.contains { $0.contains("2027-11-22T08:30:00") } && status.isReady)
        #expect(try await ledger.take(try north.batch(39...40), at: BatchPlace()) == .taken(stored: 0, duplicates: 2))
    }

    @Test("signs again, and ends the alarm by itself, when its clock is past that", arguments: [false, true])
    func recovers(isRestarted: Bool) async throws {
        var ledger = try Samples.ledger(store, clock: clock)
        #expect(isBehind(try await ledger.take(try north.submission(10, 20))))
        clock.advance(bySeconds: Self.year - 200)
        if isRestarted { ledger = try Samples.ledger(store, clock: clock) }
        let submission = try north.submission(10, 20)
        #expect(try time(try await ledger.take(submission), submission) == now + 200, "it does not go back")
        #expect(try store.alarms(includingEnded: false).isEmpty)
    }

    @Test("signs by its present clock when a person accepts it, which is kept, and is held to that from then on")
    func accepted() async throws {
        let ledger = try Samples.ledger(store, clock: clock)
        #expect(isBehind(try await ledger.take(try north.submission(10, 20))))
        let besides = try SQLiteLedgerStore(besides: directory.path)
        let present = clock.reading().utc.nanoseconds
        let receipts = try besides.acceptClock(at: present, reason: "the battery was changed")
        #expect(receipts.map(\.source) == [north.source] && receipts[0].size == 10)
        #expect(receipts[0].time == now + UInt64(Self.year))
        #expect(try store.alarms(includingEnded: false).isEmpty)
        #expect(try store.alarms(includingEnded: true).map(\.ending) == ["the battery was changed"])
        clock.advance(bySeconds: 60)
        for log in [south, north] {
            let submission = try log.submission(log.source == north.source ? 10 : 0, 20)
            #expect(try time(try await ledger.take(submission), submission) == now)
        }
        #expect(try store.aheadReceipts() == Set(receipts))
        #expect(try besides.acceptClock(at: present, reason: "again").isEmpty)
        clock.stepUTC(bySeconds: -3600)
        #expect(isBehind(try await ledger.take(try north.submission(20, 30))))
        var verifier = LedgerVerifier(store: store, directory: directory.path, key: try Samples.signer().key)
        #expect(try verifier.run().findings.isEmpty)
    }

    @Test("has nothing to accept while no receipt lies ahead")
    func nothing() async throws {
        clock.advance(bySeconds: Self.year + 1)
        #expect(try store.acceptClock(at: clock.reading().utc.nanoseconds, reason: "just so").isEmpty)
        #expect(try store.aheadReceipts().isEmpty)
    }
}
