import Station
import Testing

@Suite("What was probably meant")
struct SuggestionTests {
    @Test(
        "is the nearest word",
        arguments: [
            ("thresold", "threshold"), ("blindAfter", "blind_after"), ("pre-roll", "preroll"), ("SITE", "site"),
            ("iste", "site"), ("postrol", "postroll"), ("thresh", "threshold"),
        ])
    func nearest(text: String, meant: String) {
        let words = ["site", "threshold", "blind_after", "preroll", "postroll"]
        #expect(Suggestion.nearest(to: text, among: words) == meant)
    }

    @Test(
        "is nothing where nothing is near", arguments: ["banana", "", "x", "__", String(repeating: "site", count: 20)])
    func nothing(text: String) {
        #expect(Suggestion.nearest(to: text, among: ["site", "threshold"]) == nil)
    }
}
