import Console
import Testing

struct ServerSentEventParserTests {
    @Test(arguments: [
        ("data: a\n\n", [ServerSentEvent(data: "a")]),
        ("data:a\n\n", [ServerSentEvent(data: "a")]),
        ("data: a\r\ndata: b\r\n\r\n", [ServerSentEvent(data: "a\nb")]),
        ("data: a\rdata: b\r\r", [ServerSentEvent(data: "a\nb")]),
        ("id: 1\nevent: e\ndata: a\n\ndata: b\n\n", [.init(id: "1", name: "e", data: "a"), .init(id: "1", data: "b")]),
        (": comment\n\n", []), ("retry: 10\n\n", []), ("data\n\n", [ServerSentEvent(data: "")]),
        ("unknown: x\ndata: a\n\n", [ServerSentEvent(data: "a")]), ("data: cut off\n", []), ("event: only\n\n", []),
        ("\u{FEFF}data: a\n\n", [ServerSentEvent(data: "a")]), ("data: é🚶\n\n", [ServerSentEvent(data: "é🚶")]),
        ("id: 1\ndata: a\n\nid\ndata: b\n\n", [.init(id: "1", data: "a"), .init(id: "", data: "b")]),
    ])
    func `Bytes become messages, however they are cut`(_ text: String, _ expected: [ServerSentEvent]) throws {
        let bytes = Array(text.utf8)
        for size in 1...max(1, bytes.count) {
            var parser = ServerSentEventParser()
            var messages: [ServerSentEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                messages += try parser.feed(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(messages == expected, "in chunks of \(size)")
        }
    }

    @Test func `What is written is read back`() throws {
        let events = (0..<50).map { index in
            ServerSentEvent(id: "\(index)", name: "kind.\(index % 3)", data: String(repeating: "x\n", count: index % 5))
        }
        var parser = ServerSentEventParser()
        #expect(try parser.feed(events.map(\.encoded).joined().utf8) == events)
        #expect(parser.lastID == "49")
    }

    @Test func `The id and the pause to resume with are kept`() throws {
        var parser = ServerSentEventParser()
        _ = try parser.feed("retry: 1500\nid: 12\n\nid: 13\n".utf8)
        #expect(parser.lastID == "12")
        #expect(parser.retryMilliseconds == 1500)
        _ = try parser.feed("retry: soon\n\n".utf8)
        #expect(parser.retryMilliseconds == 1500)
    }

    @Test func `A line or message without end is given up`() throws {
        var parser = ServerSentEventParser(longestLine: 100, largestMessage: 300)
        #expect(throws: ServerSentEventParser.Overflow.self) {
            _ = try parser.feed(String(repeating: "a", count: 101).utf8)
        }
        var other = ServerSentEventParser(longestLine: 100, largestMessage: 300)
        #expect(throws: ServerSentEventParser.Overflow.self) {
            _ = try other.feed(String(repeating: "data: \(String(repeating: "a", count: 90))\n", count: 4).utf8)
        }
    }
}
