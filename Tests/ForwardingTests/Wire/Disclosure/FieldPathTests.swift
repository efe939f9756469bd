import Forwarding
import Journal
import Testing

@Suite("A field's path")
struct FieldPathTests {
    @Test(
        "is read and written as the same text",
        arguments: ["rule", "box.x", "a.b.c", "watch.changed/reason", "event.opened/box.x", "č"])
    func round(text: String) throws {
        #expect(try FieldPath(text).description == text)
    }

    @Test("without a kind is meant for all, with one for that kind only")
    func kinds() throws {
        #expect(try FieldPath("reason").kind == nil)
        let path = try FieldPath("watch.changed/reason")
        #expect(path.kind == .watchChanged)
        #expect(path.names == ["reason"])
    }

    @Test("with an empty name in it is refused", arguments: ["", ".", "a.", ".a", "a..b", "event.opened/"])
    func empty(text: String) {
        #expect(throws: FieldPathError.emptyName(text)) { try FieldPath(text) }
    }

    @Test("for a kind that does not exist is refused", arguments: ["event/rule", "/rule", "event.opend/rule"])
    func unknown(text: String) {
        #expect(throws: FieldPathError.unknownKind(text)) { try FieldPath(text) }
    }
}
