import Testing

import Detection

@Suite struct SymptomClockTests {
    /// For each second whether the condition holds (`x`) or not (`.`), and whether the symptom is believed after it.
    @Test(arguments: [
        ("xxxxx", "....*", "believed after its patience"),
        ("xxxx.xxxxx", ".......***", "what does not hold counts twice"),
        ("xxxxx...x...x....", "....************.", "given up only after four seconds on end"),
        ("x..x..x..x..x..x..", "..................", "what comes and goes is never believed"),
    ])
    func table(seconds: String, believed: String, meaning: String) {
        var clock = SymptomClock(patience: 5)
        for (second, expected) in zip(seconds, believed) {
            clock.note(second == "x", seconds: 1)
            #expect(clock.isBelieved == (expected == "*"), "\(meaning)")
        }
    }

    @Test func aGapBetweenTwoFramesIsNoEvidence() {
        var clock = SymptomClock(patience: 42)
        clock.note(true, seconds: 3600)
        #expect(!clock.isBelieved && clock.isSuspected)
    }

    @Test func whatNeverHoldsIsNeverBelievedHoweverShortThePatience() {
        var clock = SymptomClock(patience: 0)
        clock.note(false, seconds: 1)
        #expect(!clock.isBelieved)
    }
}
