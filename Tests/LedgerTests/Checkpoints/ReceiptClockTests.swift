import Ledger
import TestKit
import Testing

@Suite("The clock that receipts go by")
struct ReceiptClockTests {
    @Test(
        "gives the present, or the last time that was signed where that is a little ahead, or none",
        arguments: [
            (1000, 0, 0, 1000), (1000, 900, 950, 1000), (1000, 1200, 1200, 1200), (1000, 0, 1300, 1000),
            (1000, 1300, 1300, 1300), (1000, 1301, 1301, nil), (1000, 0, 1301, nil), (0, 0, 1_800_000_000, nil),
            (0, 0, 0, 0), (.max, 0, 5, .max), (5, 0, .max, nil),
        ] as [(UInt64, UInt64, UInt64, UInt64?)])
    func times(now: UInt64, last: UInt64, newest: UInt64, time: UInt64?) {
        #expect(ReceiptClock(now: now, last: last, newest: newest).time == time)
    }

    @Test("never goes back for a log, whatever is done to the machine's", arguments: UInt64(0)..<100)
    func monotonic(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var signed: [String: UInt64] = [:]
        var now: UInt64 = 1_800_000_000
        for _ in 0..<200 {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: now += UInt64.random(in: 0...100_000, using: &generator)
            case 1: now -= UInt64.random(in: 0...100_000, using: &generator)
            case 2: now -= UInt64.random(in: 0...300, using: &generator)
            default: now += UInt64.random(in: 0...100, using: &generator)
            }
            let log = "log \(Int.random(in: 0..<4, using: &generator))"
            let clock = ReceiptClock(now: now, last: signed[log] ?? 0, newest: signed.values.max() ?? 0)
            guard let time = clock.time else { continue }
            #expect(time >= signed[log] ?? 0 && time >= now && time <= now + ReceiptClock.tolerance)
            signed[log] = time
        }
    }
}
