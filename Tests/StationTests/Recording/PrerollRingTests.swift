import Testing

import Station

struct PrerollRingTests {
    private func frame(_ value: UInt8, length: Int) -> [UInt8] { [UInt8](repeating: value, count: length) }

    private func append(_ ring: PrerollRing, _ value: UInt8, length: Int, at timestamp: Int64) -> Bool {
        frame(value, length: length).withUnsafeBytes { ring.append($0, timestamp: timestamp) }
    }

    @Test func aReaderGetsEveryFrameWholeAndInOrder() {
        let ring = PrerollRing(byteBudget: 1000)
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

    @Test func theNewestFrameAlwaysWinsAndTheReaderLearnsHowManyItMissed() {
        let ring = PrerollRing(byteBudget: 1000)
        for value in 0..<25 { #expect(append(ring, UInt8(value), length: 100, at: Int64(value))) }
        let scratch = ByteScratch()
        var position: UInt64 = 0
        let first = ring.read(&position, into: scratch)
        #expect(first?.missed == 15)
        #expect(Array(scratch.bytes) == frame(15, length: 100))
    }

    @Test func framesOfChangingSizeNeverOverlap() {
        let ring = PrerollRing(byteBudget: 997, frameBudget: 16)
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
        let ring = PrerollRing(byteBudget: 100)
        #expect(append(ring, 1, length: 60, at: 1))
        #expect(!append(ring, 2, length: 101, at: 2))
        var position: UInt64 = 0
        let scratch = ByteScratch()
        #expect(ring.read(&position, into: scratch)?.timestamp == 1)
        #expect(ring.read(&position, into: scratch) == nil)
    }

    @Test func theFirstFrameOfAPrerollIsFoundByItsTime() {
        let ring = PrerollRing(byteBudget: 1000)
        for time in [10, 20, 30] as [Int64] { #expect(append(ring, 0, length: 10, at: time)) }
        #expect(ring.firstIndex(notBefore: 0) == 0)
        #expect(ring.firstIndex(notBefore: 20) == 1)
        #expect(ring.firstIndex(notBefore: 21) == 2)
        #expect(ring.firstIndex(notBefore: 31) == 3)
    }
}
