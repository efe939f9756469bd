import Journal
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

struct ClockBookTests {
    private let clock = ManualSiteClock()

    @Test func theFirstEntryTellsTheStateAtTheStart() {
        var book = ClockBook()
        let entries = book.take(clock.look())
        #expect(entries.map(\.kind) == [.timeState])
        #expect(entries[0].payload == ["to": "locked", "bound": "1000000"])
        #expect(entries[0].time == clock.reading() && entries[0].camera == nil && entries[0].event == nil)
        #expect(book.take(clock.look()).isEmpty)
    }

    @Test func aStepIsAnEntryOfItsOwnAndTheStateAfterItAnother() {
        var book = ClockBook()
        _ = book.take(clock.look())
        clock.advance(bySeconds: 10)
        clock.stepUTC(bySeconds: -3600)
        clock.setUncertainty(nil)
        let entries = book.take(clock.look())
        #expect(entries.map(\.kind) == [.timeStepped, .timeState])
        let offset: Int64 = 1_795_336_200_000_000_000 - 1_000_000_000_000
        let bound = 3_600_000_000_000 + 1_000_000 + 10 * 500_000 + 500
        #expect(
            entries[0].payload == [
                "from": .string("\(offset)"), "to": .string("\(offset - 3_600_000_000_000)"),
                "by": "-3600000000000", "state": "holdover", "stated": "1000000", "bound": .string("\(bound)"),
            ])
        #expect(entries[1].payload == ["from": "locked", "to": "holdover", "bound": .string("\(bound)")])
        #expect(entries[0].time.monotonic == clock.now() && entries[0].time.uncertainty == Int64(bound))
    }

    @Test func whatNothingBoundsIsLeftOut() {
        let clock = ManualSiteClock(utc: 0, uncertainty: nil)
        var book = ClockBook()
        #expect(book.take(clock.look()).map(\.payload) == [["to": "unset"]])
        clock.stepUTC(bySeconds: 1_795_336_200)
        let payloads = book.take(clock.look()).map(\.payload)
        #expect(payloads[0]["stated"] == nil && payloads[0]["bound"] == nil && payloads[0]["state"] == "free")
        #expect(payloads[1] == ["from": "unset", "to": "free"])
    }

    @Test func aSuspensionIsTold() {
        var book = ClockBook()
        _ = book.take(clock.look())
        clock.suspend(forSeconds: 600)
        let entries = book.take(clock.look())
        #expect(entries.map(\.kind) == [.timeState])
        #expect(entries[0].payload["suspended"] == "600000000000")
    }

    @Test func theStatusCountsStepsAndTellsTheLastInTodaysUTC() {
        var book = ClockBook()
        _ = book.take(clock.look())
        #expect(book.status(clock.condition(), now: clock.reading()).steps == 0)
        clock.stepUTC(bySeconds: 3600)
        _ = book.take(clock.look())
        clock.advance(bySeconds: 20)
        clock.stepUTC(bySeconds: -60)
        _ = book.take(clock.look())
        clock.advance(bySeconds: 5)
        let status = book.status(clock.condition(), now: clock.reading())
        #expect(status.steps == 2 && status.lastStep == -60_000_000_000)
        #expect(status.lastStepTime?.nanoseconds == clock.reading().utc.nanoseconds - 5_000_000_000)
        #expect(status.condition.state == .locked)
    }
}
