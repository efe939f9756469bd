import Testing

import Station

struct PrerollRingTests {
    private func frame(_ value: UInt8, length: Int) -> [UInt8] { [UInt8](repeating: value, count: length) }

    private func append(_ ring: PrerollRing, _ value: UInt8, length: Int, at timestamp: Int64) -> Bool {
        frame(value, length: length).withUnsafeBytes { ring.append($0, timestamp: timestamp) }
    }

    @Test func aReaderGetsEveryFrameWholeAndInOrder() {
        let ring = PrerollRing(byteBudget: 1000, span: 3600)
        for value in 1...5 { #expect(append(ring, UInt8(value), length: 100, at: Int64(value))) }
        let scratch = ByteScratch()
        var position: UInt64 = 0
        for value in 1...5 {
            let read = ring.read(&position, into: scratch)
            #expect(read == PrerollFrame(index: UInt64(value - 1), timestamp: Int64(value), missed: 0))
            #expect(Array(scratch.bytes) == frame(UInt8(value), length: 100))
        }
        #expect(ring.read(&position, into: scratch) == nil)
    }

    @Test func theNewestFrameAlwaysWinsAndTheReaderLearnsHowManyItMissed() throws {
        let ring = PrerollRing(byteBudget: 1000, span: 3600)
        for value in 0..<25 { #expect(append(ring, UInt8(value), length: 100, at: Int64(value))) }
        let scratch = ByteScratch()
        var position: UInt64 = 0
        let first = ring.read(&position, into: scratch)
        // A thousand bytes are ten frames, less what stays empty behind them.
        let missed = try #require(first?.missed)
        #expect((15...17).contains(missed) && first?.index == missed && first?.timestamp == Int64(missed))
        #expect(Array(scratch.bytes) == frame(UInt8(missed), length: 100))
        for value in missed + 1..<25 { #expect(ring.read(&position, into: scratch)?.index == value) }
        #expect(ring.read(&position, into: scratch) == nil)
    }

    @Test func framesOfChangingSizeNeverOverlap() {
        let ring = PrerollRing(byteBudget: 997, frameBudget: 16, span: 3600)
        let scratch = ByteScratch()
        var position: UInt64 = 0
        var seed: UInt64 = 7
        for step in 0..<5000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let length = Int((seed >> 33) % 300) + 1
            #expect(append(ring, UInt8(step & 255), length: length, at: Int64(step)))
            guard seed >> 60 > 9 else { continue }
            while let read = ring.read(&position, into: scratch) {
                let value = UInt8(read.timestamp & 255)
                #expect(scratch.bytes.allSatisfy { $0 == value })
            }
            #expect(position == UInt64(step + 1))
        }
    }

    @Test func aFrameLargerThanTheBudgetIsRefusedAndCostsNoOther() {
        let ring = PrerollRing(byteBudget: 100, span: 3600)
        #expect(append(ring, 1, length: 60, at: 1))
        #expect(!append(ring, 2, length: 101, at: 2))
        var position: UInt64 = 0
        let scratch = ByteScratch()
        #expect(ring.read(&position, into: scratch)?.timestamp == 1)
        #expect(ring.read(&position, into: scratch) == nil)
    }

    @Test func theFirstFrameOfAPrerollIsFoundByItsTime() {
        let ring = PrerollRing(byteBudget: 1000, span: 3600)
        for time in [10, 20, 30] as [Int64] { #expect(append(ring, 0, length: 10, at: time)) }
        #expect(ring.firstIndex(notBefore: 0) == 0)
        #expect(ring.firstIndex(notBefore: 20) == 1)
        #expect(ring.firstIndex(notBefore: 21) == 2)
        #expect(ring.firstIndex(notBefore: 31) == 3)
    }

    private static let second: Int64 = 1_000_000_000

    /// A ring of up to 24 MiB that must have 8 s, after so many seconds of 20 frames each.
    private func filled(seconds: Int, frame: Int = 100_000, each: (PrerollRing, Int) -> Void = { _, _ in })
        -> PrerollRing
    {
        let ring = PrerollRing(byteBudget: 24 << 20, span: 8)
        for number in 0..<seconds * 20 {
            #expect(append(ring, UInt8(number & 255), length: frame, at: Int64(number) * Self.second / 20))
            each(ring, number)
        }
        return ring
    }

    @Test func itTakesAsMuchAsItsSpanAndNoMore() {
        // 8 s of 2 MB each, and of each of its pieces the part that no further frame fits into.
        let ring = filled(seconds: 60)
        #expect(ring.size >= 16_000_000 && ring.size <= 20 << 20)
        let start = Int64(60 - 8) * Self.second
        #expect(ring.endIndex - ring.firstIndex(notBefore: start) == 8 * 20)
        var position = ring.firstIndex(notBefore: start)
        #expect(ring.read(&position, into: ByteScratch())?.timestamp == start)
    }

    @Test func aSpanThatGrowsIsKeptFromThenOn() {
        let ring = filled(seconds: 20)
        ring.keep(span: 11)
        for number in 400..<800 { _ = append(ring, 1, length: 100_000, at: Int64(number) * Self.second / 20) }
        let start = 29 * Self.second
        var position = ring.firstIndex(notBefore: start)
        #expect(ring.read(&position, into: ByteScratch())?.timestamp == start)
    }

    @Test func whatARecordingWaitsForIsKeptUpToTheBudgetAndThenSpaceIsGivenBack() {
        var sizes: [Int] = []
        let ring = filled(seconds: 60) { ring, number in
            if number == 200 { ring.keep(from: 190) }
            if number == 400 {
                // 210 frames later, of which the budget takes all but a few.
                var position: UInt64 = 190
                #expect(ring.read(&position, into: ByteScratch())?.missed == 0)
                ring.keep(from: nil)
            }
            sizes.append(ring.size)
        }
        #expect(sizes.max() ?? 0 > 20 << 20 && sizes.allSatisfy { $0 <= 24 << 20 })
        #expect(ring.size <= 20 << 20)
    }

    @Test(arguments: [1, 3000, 70_000, 1_300_000, 5_000_000])
    func framesOfAnySizeFillMostOfTheBudget(_ length: Int) {
        let budget = 24 << 20
        let ring = PrerollRing(byteBudget: budget, frameBudget: 1 << 16, span: 3600)
        for number in 0..<min(2 * budget / length + 3, 1 << 17) {
            _ = append(ring, 7, length: length, at: Int64(number))
        }
        let kept = Int(ring.endIndex - ring.firstIndex(notBefore: .min)) * length
        #expect(ring.size <= budget)
        if length > 1000 { #expect(kept >= budget * 3 / 4 - length) }
    }

    @Test func aSteadyStreamUsesTheSamePiecesAgain() {
        let ring = filled(seconds: 30)
        var sizes: Set<Int> = []
        for number in 600..<2000 {
            _ = append(ring, 1, length: 100_000, at: Int64(number) * Self.second / 20)
            sizes.insert(ring.size)
        }
        #expect(sizes.count == 1)
    }
}
