import Console
import Testing

struct ServerSentEventTests {
    @Test(arguments: [
        (ServerSentEvent(data: "a"), "data: a\n\n"),
        (ServerSentEvent(id: "7", name: "event.opened", data: "{}"), "id: 7\nevent: event.opened\ndata: {}\n\n"),
        (ServerSentEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        (ServerSentEvent(data: ""), "data: \n\n"),
        (
            ServerSentEvent(id: "7\ndata: forged", name: "x\r\ny", data: "a"),
            "id: 7data: forged\nevent: xy\ndata: a\n\n"
        ),
    ])
    func `A message is written as the standard says`(_ event: ServerSentEvent, _ text: String) {
        #expect(event.encoded == text)
    }

    @Test func `A comment stays one line`() {
        #expect(ServerSentEvent.comment("still\nhere") == ": stillhere\n\n")
    }
}
