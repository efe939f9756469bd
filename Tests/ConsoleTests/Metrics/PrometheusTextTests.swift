import Console
import Testing

struct PrometheusTextTests {
    @Test func `A family is written with its help and type`() {
        var page = PrometheusText()
        page.family(
            "frames_total", .counter, "Frames.\nAll \\ of them.",
            [.init(3, [("camera", "gate")]), .init(4.5, [("camera", "y\"a\\r\nd"), ("x", "é")])])
        #expect(
            page.text == """
                # HELP frames_total Frames.\\nAll \\\\ of them.
                # TYPE frames_total counter
                frames_total{camera="gate"} 3
                frames_total{camera="y\\"a\\\\r\\nd",x="é"} 4.5

                """)
    }

    @Test func `A family without samples is left out`() {
        var page = PrometheusText()
        page.family("empty", .gauge, "Nothing.", [])
        #expect(page.text.isEmpty)
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (1_795_336_200, "1795336200"), (1e300, "1e+300"), (9_007_199_254_740_991, "9007199254740991"),
    ])
    func `Numbers are written as the format says`(_ value: Double, _ text: String) {
        #expect(PrometheusText.number(value) == text)
    }
}
