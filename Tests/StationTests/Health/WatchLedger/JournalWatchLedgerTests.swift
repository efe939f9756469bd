import Journal
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

@Suite struct JournalWatchLedgerTests {
    /// A day of which an hour takes a second of nobody's time, told by a real journal that is opened anew after each stop.
    @Test func aDayInTheJournalSumsToTheWallClock() async throws {
        let folder = try TemporaryDirectory()
        let midnight = UTCTime(rfc3339: "2026-11-22T00:00:00Z")!  // a valid time
        let clock = ManualSiteClock(monotonic: 77_000_000_000, utc: midnight.nanoseconds)
        var journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        func say(_ kind: EntryKind, _ camera: String? = nil, _ payload: CanonicalValue = [:]) async throws {
            try await journal.append(EntryDraft(kind: kind, camera: camera, time: clock.reading(), payload: payload))
        }
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        clock.advance(bySeconds: 2)
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 3600)
        try await say(.watchChanged, "gate", ["state": "degraded", "reason": "moved", "detail": "x"])
        clock.advance(bySeconds: 600)
        clock.stepUTC(bySeconds: 1800)
        try await say(.timeStepped, nil, ["by": "1800000000000"])
        clock.stepUTC(bySeconds: -1800)
        try await say(.timeStepped, nil, ["by": "-1800000000000"])
        try await say(.watchChanged, "gate", ["state": "watching", "closed": "recovered"])
        clock.advance(bySeconds: 7200)
        try await say(.siteStopped)
        try await journal.close()
        clock.advance(bySeconds: 60)
        journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        clock.advance(bySeconds: 1)
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 100)
        try await say(.eventOpened, "gate")
        // The run ends without a word, and the next one finds that.
        try await journal.close()
        clock.advance(bySeconds: 30)
        journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 90_000)

        let day = try #require(
            try journal.reader.watchLedger(day: midnight, now: clock.reading()).days(from: midnight).first)
        #expect(day.total == WatchLedger.day)
        func seconds(_ state: String, _ reason: String) -> Double {
            Double(day.times[WatchTime(state: state, reason: reason)] ?? 0) / 1e9
        }
        #expect(seconds("degraded", "moved") == 600)
        #expect(seconds("blind", "starting") == 3)
        #expect(seconds("blind", "not-running") == 90)
        // Two days later it is still known, from a start that lies before.
        let later = UTCTime(nanoseconds: midnight.nanoseconds + WatchLedger.day)
        let next = try journal.reader.watchLedger(day: later, now: clock.reading()).days(from: later)
        #expect(next.first?.nanoseconds(in: "watching") == next.first?.total)
        try await journal.close()
    }
}
