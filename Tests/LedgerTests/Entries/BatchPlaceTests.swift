import Ledger
import Testing

@Suite("The place of a batch in its lane")
struct BatchPlaceTests {
    @Test("is in the lane routine, and nothing is known, without headers")
    func none() throws {
        let place = try BatchPlace(lane: nil, after: nil, through: nil)
        #expect(place == BatchPlace(lane: .routine, after: nil, through: nil))
    }

    @Test("is what the headers say")
    func headers() throws {
        let place = try BatchPlace(lane: "alarm", after: "0", through: "12")
        #expect(place == BatchPlace(lane: .alarm, after: 0, through: 12))
    }

    @Test(
        "is refused when a header says nothing understandable, and the header is named",
        arguments: [
            ("express", nil, nil, "Karaula-Lane"), ("", nil, nil, "Karaula-Lane"), (nil, "-1", nil, "Karaula-After"),
            (nil, "01", nil, "Karaula-After"), (nil, "", nil, "Karaula-After"), (nil, nil, "x", "Karaula-Through"),
            (nil, nil, "9223372036854775808", "Karaula-Through"), (nil, nil, "9223372036854775807", "Karaula-Through"),
            (nil, nil, "9007199254740992", "Karaula-Through"), (nil, "9223372036854775807", nil, "Karaula-After"),
        ] as [(String?, String?, String?, String)])
    func wrong(lane: String?, after: String?, through: String?, header: String) {
        let error = #expect(throws: IngestError.self) { try BatchPlace(lane: lane, after: after, through: through) }
        #expect(error?.place == header)
    }
}
