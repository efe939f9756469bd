import Journal
import Logging
import Station
import TestKit
import Testing
import Timekeeping

struct ClockKeeperTests {
    private let folder: TemporaryDirectory
    private let clock = ManualSiteClock()

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func open(_ clock: ManualSiteClock) throws -> (Journal, ClockKeeper) {
        var options = JournalOptions()
        options.announcesKey = false
        let journal = try Journal.open(directory: folder.path, site: "test", clock: clock, options: options)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return (journal, ClockKeeper(clock: clock, journal: journal, logger: logger))
    }

    private func kinds(_ journal: Journal) throws -> [EntryKind] {
        try journal.reader.entries(after: 0, limit: 100).map(\.kind)
    }

    /// Waits until the journal has so many entries: the keeper's own looks bring them.
    private func entries(_ count: Int64, of journal: Journal) async -> Bool {
        for await head in journal.commits() where head >= count { return true }
        return false
    }

    @Test func whatHappensToTheClockIsAppendedAndNothingBeforeIsTouched() async throws {
        let (journal, keeper) = try open(clock)
        keeper.start()
        #expect(await entries(1, of: journal))
        let before = try journal.reader.entries(after: 0, limit: 1)[0].record
        clock.advance(bySeconds: 5)
        clock.stepUTC(bySeconds: -3600)
        clock.setUncertainty(nil)
        #expect(await entries(3, of: journal))
        #expect(try kinds(journal) == [.timeState, .timeStepped, .timeState])
        #expect(try journal.reader.entries(after: 0, limit: 1)[0].record == before)
        await keeper.stop()
        clock.stepUTC(bySeconds: 7200)
        await journal.settle()
        #expect(try kinds(journal).count == 3)
        #expect(keeper.status(now: clock.reading()).steps == 1)
        try await journal.close()
    }

    @Test func aStartInTheSameBootGoesOnInHoldover() async throws {
        let (journal, keeper) = try open(clock)
        keeper.start()
        await keeper.stop()
        try await journal.close()
        let later = ManualSiteClock(
            monotonic: 1_100_000_000_000, utc: 1_795_336_300_000_000_000, uncertainty: nil)
        let (again, next) = try open(later)
        #expect(
            next.status(now: later.reading()).condition
                == ClockCondition(state: .holdover, uncertainty: 1_000_000 + 100 * 500_000 + 500))
        try await again.close()
    }

    @Test func aStartAtATimeBeforeTheNewestEntryIsUnset() async throws {
        let (journal, keeper) = try open(clock)
        keeper.start()
        await keeper.stop()
        try await journal.close()
        // A machine without a clock of its own begins where its software was made, not at 1970.
        let later = ManualSiteClock(
            boot: BootID("another"), monotonic: 9_000_000_000, utc: 1_740_000_000_000_000_000, uncertainty: nil)
        let (again, next) = try open(later)
        #expect(next.status(now: later.reading()).condition == ClockCondition(state: .unset, uncertainty: nil))
        try await again.close()
    }
}
