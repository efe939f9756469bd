import Testing

import Detection

@Suite struct SharpnessMemoryTests {
    @Test func nothingIsUsualBeforeItWasSeenForAWhile() {
        var memory = SharpnessMemory()
        #expect(memory.usual(hour: 5) == nil)
        for _ in 0..<25 { memory.learn(0.4, hour: 5, seconds: 1) }
        #expect(abs((memory.usual(hour: 5) ?? 0) - 0.4) < 1e-9)
        #expect(memory.usual(hour: 6) != nil)
    }

    @Test func anHourThatIsKnownGoesBeforeWhatWasSeenLately() {
        var memory = SharpnessMemory()
        for _ in 0..<700 { memory.learn(0.2, hour: 3, seconds: 1) }
        for _ in 0..<20_000 { memory.learn(0.5, hour: 12, seconds: 1) }
        #expect(abs((memory.usual(hour: 3) ?? 0) - 0.2) < 1e-6)
        #expect((memory.usual(hour: 4) ?? 0) > 0.4)
    }
}
