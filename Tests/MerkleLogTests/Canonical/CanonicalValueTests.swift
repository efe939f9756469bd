import MerkleLog
import Testing

@Suite struct CanonicalValueTests {
    private func text(_ value: CanonicalValue) -> String { String(decoding: value.canonicalBytes, as: UTF8.self) }

    private func parse(_ text: String) throws(CanonicalError) -> CanonicalValue {
        try CanonicalValue(parsing: Array(text.utf8))
    }

    @Test func writesKeysInTheOrderOfUTF16Units() {
        // The example of RFC 8785, 3.2.3: U+1F600 is a surrogate pair (D83D) and sorts before U+FB33.
        let value: CanonicalValue = [
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
            "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
        ]
        #expect(
            text(value) == """
                {"\\r":"Carriage Return","1":"One","\u{80}":"Control","\u{f6}":"Latin Small Letter O With Diaeresis",\
                "\u{20ac}":"Euro Sign","\u{1f600}":"Emoji: Grinning Face","\u{fb33}":"Hebrew Letter Dalet With Dagesh"}
                """)
    }

    @Test func escapesOnlyWhatMustBeEscaped() {
        #expect(text("\u{20ac}$\u{f}\nA'B\"\\\"/\u{7f}") == "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\u{7f}\"")
        #expect(text("\u{8}\t\u{c}\r\u{0}\u{1f}") == "\"\\b\\t\\f\\r\\u0000\\u001f\"")
    }

    @Test func writesScalarsAndNestedValues() {
        let value: CanonicalValue = ["b": [1, -2, true, .null], "a": ["y": false, "x": .integer(.min)]]
        #expect(text(value) == #"{"a":{"x":-9223372036854775808,"y":false},"b":[1,-2,true,null]}"#)
    }

    @Test func readsBackWhatItWrites() throws {
        let value: CanonicalValue = [
            "camera": "gate \"north\" \u{1f6a7}\n", "box": ["x": 250_000, "w": .integer(.max)], "tracks": [1, [], [:]],
        ]
        #expect(try CanonicalValue(parsing: value.canonicalBytes) == value)
        #expect(try CanonicalValue(parsingCanonical: value.canonicalBytes).canonicalBytes == value.canonicalBytes)
    }

    @Test func readsEscapesAndWhiteSpace() throws {
        #expect(try parse(" { \"a\" : [ 1 , \"\\u00e9\\ud83d\\ude00\\/\" ] }\n") == ["a": [1, "\u{e9}\u{1f600}/"]])
    }

    @Test(arguments: [
        ("", 0), ("{", 1), ("[1,]", 3), ("[1", 2), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("1 2", 2), ("nul", 0),
        ("01", 0), ("-0", 1), ("-", 1), ("+1", 0), ("1.5", 1), ("1e3", 1), ("9223372036854775808", 0),
        ("\"a", 0), ("\"\\x\"", 2), ("\"\\ud800\"", 7), ("\"\\ud800\\u0041\"", 13), ("\"\\udc00\"", 7),
        ("\"\\u00g0\"", 3), ("\"\\u00", 3), ("\"\u{1}\"", 1), ("{\"a\":1,\"a\":2}", 7), ("{\"a\":1,\"\\u0061\":2}", 7),
        ("{1:2}", 1), ("'a'", 0), ("[1 2]", 3), ("\u{feff}1", 0), ("NaN", 0),
    ])
    func refusesWhatIsNotStrictJSONAndSaysWhere(text: String, offset: Int) {
        let error = #expect(throws: CanonicalError.self) { _ = try CanonicalValue(parsing: Array(text.utf8)) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
    }

    @Test func refusesBytesThatAreNotUTF8() {
        for bytes: [UInt8] in [[0x22, 0xC0, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
            #expect(throws: CanonicalError.self) { _ = try CanonicalValue(parsing: bytes) }
        }
    }

    @Test func boundsItsDepth() throws {
        let deepest = CanonicalValue.maximumDepth
        let fits = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        #expect(try parse(fits).canonicalBytes == Array(fits.utf8))
        #expect(throws: CanonicalError.self) { _ = try self.parse("[\(fits)]") }
        let bomb = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: CanonicalError.self) { _ = try CanonicalValue(parsing: bomb) }
    }

    @Test(arguments: [" 1", "{\"b\":1,\"a\":2}", "\"\\u0041\"", "\"\\/\"", "[1, 2]"])
    func tellsCanonicalFromOtherJSON(text: String) throws {
        _ = try parse(text)
        #expect(throws: CanonicalError.self) { _ = try CanonicalValue(parsingCanonical: Array(text.utf8)) }
    }

    @Test func survivesRandomBytes() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("{}[]\",:\\u0123e-. truefalsnd\u{e9}".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            // Whatever parses must come back the same; whatever does not must be an error, not a trap.
            if let value = try? CanonicalValue(parsing: bytes) {  // the error is the other allowed outcome
                #expect((try? CanonicalValue(parsing: value.canonicalBytes)) == value)  // nil would fail the test
            }
        }
    }
}
