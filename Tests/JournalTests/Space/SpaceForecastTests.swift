import Journal
import Testing
import Timekeeping

@Suite struct SpaceForecastTests {
    private func forecast(_ free: [Int64]) -> SpaceForecast {
        var forecast = SpaceForecast()
        for (index, bytes) in free.enumerated() {
            forecast.take(
                freeBytes: bytes, at: MonotonicTime(nanoseconds: Int64(index) * Int64(SpaceForecast.interval * 1e9)))
        }
        return forecast
    }

    @Test func aSteadyRateIsToldAsItIs() throws {
        let steady = forecast((0..<20).map { 1_000_000 - $0 * 3000 })
        #expect(try #require(steady.rate) == 10)
        #expect(steady.seconds(freeBytes: 1_000_000, until: 400_000) == 60_000)
        #expect(steady.seconds(freeBytes: 100, until: 400) == 0)
    }

    @Test func nobodyKnowsAtFirst() {
        #expect(forecast((0..<6).map { 1000 - $0 }).rate == nil)
        #expect(forecast((0..<7).map { 1000 - $0 }).rate != nil)
    }

    @Test func aDiskThatDoesNotFillIsNeverFull() {
        #expect(forecast(Array(repeating: 500, count: 30)).seconds(freeBytes: 500, until: 0) == nil)
        #expect(forecast((0..<30).map { 500 + $0 }).seconds(freeBytes: 500, until: 0) == nil)
    }

    @Test func oneLargeCopyAndOneDeletionDoNotMoveIt() throws {
        var free = (0..<40).map { 10_000_000 - Int64($0) * 3000 }
        for index in 13..<40 { free[index] -= 5_000_000 }
        for index in 20..<40 { free[index] += 5_000_000 }
        free[33] = 0
        let rate = try #require(forecast(free).rate)
        #expect(abs(rate - 10) < 1)
    }

    @Test func theTeethOfTheSweepsAreNoGrowth() throws {
        // It fills for an hour, and a sweep gives the space back.
        let rate = try #require(forecast((0..<72).map { 10_000_000 - ($0 % 12) * 30_000 }).rate)
        #expect(abs(rate) < 12, "a tenth of what fills it between two sweeps")
    }

    @Test func samplesThatComeTooSoonAreLeftOutAndOldOnesForgotten() throws {
        var forecast = SpaceForecast()
        var now = MonotonicTime(nanoseconds: 0)
        for index in 0..<100_000 {
            forecast.take(freeBytes: 1 << 40 - Int64(index) * 100, at: now)
            now = now.advanced(bySeconds: 10)
        }
        #expect(abs(try #require(forecast.rate) - 10) < 0.001)
    }
}
