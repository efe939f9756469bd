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

    /// Power fails on a Friday evening, and comes back on Monday; the board begins with the time at which it stopped, and is told the
    /// right one half a minute later.
    @Test(arguments: [true, false])
    func aBootThatBeginsWithAWrongClockHidesNoOutage(startsIn1970: Bool) async throws {
        let folder = try TemporaryDirectory()
        let friday = UTCTime(rfc3339: "2026-11-20T00:00:00Z")!  // a valid time
        let day = WatchLedger.day
        let hour: Int64 = 3_600_000_000_000
        var clock = ManualSiteClock(monotonic: 77_000_000_000, utc: friday.nanoseconds - 30 * hour)
        _ = clock.look()
        var journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        func say(_ kind: EntryKind, _ camera: String? = nil, _ payload: CanonicalValue = [:]) async throws {
            _ = clock.look()
            try await journal.append(EntryDraft(kind: kind, camera: camera, time: clock.reading(), payload: payload))
        }
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 48 * 3600)
        try await say(.timeState)
        try await journal.close()

        // Monday, 08:00; the clock says Friday, 18:00, or the first day of all.
        let truth = friday.nanoseconds + 3 * day + 8 * hour
        let claimed = startsIn1970 ? 20_000_000_000 : friday.nanoseconds + 18 * hour + 20_000_000_000
        clock = ManualSiteClock(
            boot: BootID("00000000-0000-4000-8000-000000000002"), monotonic: 20_000_000_000, utc: claimed,
            uncertainty: nil)
        _ = clock.look()
        journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        clock.advance(bySeconds: 2)
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 28)
        clock.stepUTC(bySeconds: Double(truth - claimed) / 1e9)
        clock.setUncertainty(1_000_000)
        try await say(.timeState)
        clock.advance(bySeconds: 40 * 3600)

        func ledger(_ number: Int64) throws -> WatchDay {
            let begin = UTCTime(nanoseconds: friday.nanoseconds + number * day)
            let days = try journal.reader.watchLedger(day: begin, now: clock.reading()).days(from: begin)
            return try #require(days.first)
        }
        let days = try [-1, 0, 1, 2, 3, 4].map { try ledger($0) }
        #expect(days.allSatisfy { $0.total == day })
        func hours(_ day: WatchDay) -> Double {
            Double(day.times[.notRunning] ?? 0) / 3600e9
        }
        // The run before ended on Friday at 18:00.
        #expect(days.map { (hours($0) * 100).rounded() / 100 } == [0, 6, 24, 24, 8, 0])
        #expect(days[4].nanoseconds(in: "watching") == day - 8 * hour - 2_000_000_000)
        try await journal.close()
    }

    /// Nothing happens for hours, and then the process is gone.
    @Test func whatACrashSaysOfTheLastSignOfLifeCounts() async throws {
        let folder = try TemporaryDirectory()
        let clock = ManualSiteClock()
        _ = clock.look()
        let journal = try Journal.open(directory: folder.path, site: "post", clock: clock)
        func say(_ kind: EntryKind, _ camera: String? = nil, _ payload: CanonicalValue = [:]) async throws {
            try await journal.append(EntryDraft(kind: kind, camera: camera, time: clock.reading(), payload: payload))
        }
        let begin = clock.reading().utc
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        try await say(.watchChanged, "gate", ["state": "watching"])
        clock.advance(bySeconds: 7000)
        try await say(.siteCrashed, nil, ["last_entry": 2, "alive_after": "6000000000000"])
        try await say(.siteStarted, nil, ["cameras": ["gate"]])
        let day = try #require(try journal.reader.watchLedger(day: begin, now: clock.reading()).days(from: begin).first)
        #expect(day.nanoseconds(in: "watching") == 6_000_000_000_000)
        #expect(day.times[.notRunning] == 1_000_000_000_000)
        try await journal.close()
    }
}
