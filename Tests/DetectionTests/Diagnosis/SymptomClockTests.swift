import Testing

import Detection

@Suite struct SymptomClockTests {
    /// For each second whether the condition holds (`x`), not (`.`), or cannot be judged (`?`), and whether the symptom is believed after it.
    @Test(arguments: [
        ("xxxxx", "....*", "believed after its patience"),
        ("xxxx.xxxxx", ".......***", "what does not hold counts twice"),
        ("xxxxx...x...x....", "....************.", "given up only after four seconds on end"),
        ("xxxxx????????....", "....************.", "what cannot be judged is not gone"),
        ("xxxxx..??..", "....******.", "nor does it begin to be gone anew"),
        ("xxxx?xx", "......*", "what cannot be judged fades"),
        ("?????????", ".........", "and begins nothing"),
        ("x..x..x..x..x..x..", "..................", "what comes and goes is never believed"),
    ])
    func table(seconds: String, believed: String, meaning: String) {
        var clock = SymptomClock(patience: 5)
        for (second, expected) in zip(seconds, believed) {
            clock.note(second == "?" ? nil : second == "x", seconds: 1)
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
