import Console
import Testing

struct DurationTextTests {
    @Test(arguments: [
        (0, "0 s"), (0.44, "0.4 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1 min"), (200, "3 min 20 s"),
        (18_120, "5 h 2 min"), (1_047_600, "12 d 3 h"), (-3, "0 s"), (.infinity, "?"), (.nan, "?"),
    ])
    func `Durations are said as a person says them`(_ seconds: Double, _ text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
    }
}
