import Ledger
import MerkleLog
import TestKit
import Testing

@Suite("A batch that a ledger reads")
struct IngestBatchTests {
    private let source = "urn:karaula:north"

    @Test("gives the entries in the order they came, with the records' bytes as they were sent")
    func reads() throws {
        var log = try SampleLog()
        log.grow(to: 3)
        let batch = try log.batch([3, 1, 2])
        #expect(batch.entries.map(\.seq) == [3, 1, 2])
        #expect(batch.source == log.origin)
        #expect(batch.entries[0].record == log.events[2]["data"]?["record"]?.canonicalBytes)
        #expect(batch.entries[0].leaf == log.leaves[2])
        #expect(batch.entries[0].payload == Array(#"{"n":3}"#.utf8))
        #expect(batch.entries[0].salt == [0, 255])
        #expect(batch.entries[0].camera == "gate" && batch.entries[0].kind == "watch.changed")
        #expect(batch.entries[0].extra == nil)
    }

    @Test("may be empty")
    func empty() throws {
        let batch = try IngestBatch(parsing: Array(" [ ] ".utf8))
        #expect(batch.entries.isEmpty && batch.source == nil && batch.refused.isEmpty)
    }

    @Test("may have white space around, and members that nobody knows, which are kept")
    func tolerant() throws {
        let text = """
             [ {"type":"org.karaula.a", "specversion":"1.0","id":"1" , "source":"urn:karaula:n%C4%8D:2","later":[1, {"x":true}],
            "data":{"note":"\\u00e9","record":{"kind":"a","seq":1},"payload":null}} ]
            """
        let batch = try IngestBatch(parsing: Array(text.utf8))
        #expect(batch.source == LogOrigin(site: "nč", generation: 2))
        #expect(batch.entries[0].payload == nil && batch.entries[0].salt == nil)
        #expect(batch.entries[0].extra == Array(#"{"later":[1, {"x":true}],"data.note":"\u00e9"}"#.utf8))
    }

    @Test(
        "is refused when it is no batch",
        arguments: [
            "", "{}", "null", "[", "[1]", "[null]", "<html>", "[{}]", "[[]]", "\u{0}", "[1.5]", "[]]", "[{},]",
            "[{\"a\" 1}]",
            "[{\"a\":\"\\ud800\"}]", "[{\"a\":01}]", "[{\"a\":9223372036854775808}]", "[{\"a\":-0}]", "[{\"a\":1e3}]",
            "[{\"a\":tru}]", "[{\"a\":\"\t\"}]", "[{\"a\":1,\"a\":1}]", "[{\"id\":\"1\",\"id\":\"1\"}]",
        ])
    func notABatch(text: String) {
        let error = #expect(throws: IngestError.self) { try IngestBatch(parsing: Array(text.utf8)) }
        #expect(error?.cause.isEmpty == false && error?.mend.isEmpty == false && error?.place.isEmpty == false)
    }

    @Test("is refused when it is not UTF-8, nested without end, too large, or of too many events")
    func bounds() throws {
        #expect(throws: IngestError.self) { try IngestBatch(parsing: Array("[\"".utf8) + [0xFF, 0x22, 0x5D]) }
        #expect(throws: IngestError.self) { try IngestBatch(parsing: [UInt8](repeating: 0x5B, count: 1_000_000)) }
        let deep = "[{\"data\":{\"payload\":" + String(repeating: "[", count: 1000)
        #expect(throws: IngestError.self) { try IngestBatch(parsing: Array(deep.utf8)) }
        #expect(throws: IngestError.self) {
            try IngestBatch(parsing: [UInt8](repeating: 0x20, count: IngestBatch.byteLimit + 1))
        }
        let log = try SampleLog()
        let many = CanonicalValue.array(Array(repeating: log.events[0], count: IngestBatch.entryLimit + 1))
        #expect(throws: IngestError.self) { try IngestBatch(parsing: many.canonicalBytes) }
    }

    private func event(changing key: String, to value: CanonicalValue?) throws -> [UInt8] {
        guard case .object(var members) = SampleLog.event(2, "watch.changed", ["n": 2], source: source) else {
            return []
        }
        members[key] = value
        let first = SampleLog.event(1, "watch.changed", ["n": 1], source: source)
        return CanonicalValue.array([first, .object(members)]).canonicalBytes
    }

    @Test(
        "is refused as a whole when an event does not say which entry it is",
        arguments: [
            ("id", "0"), ("id", "-1"), ("id", "01"), ("id", "+1"), ("id", "x"), ("id", ""), ("id", 1),
            ("id", "9223372036854775808"), ("id", "9223372036854775807"), ("id", "9007199254740992"), ("id", .null),
            ("source", "urn:karaula:"), ("source", "urn:other:north"),
            ("source", "urn:karaula:a b"), ("source", "urn:karaula:%4"), ("source", "urn:karaula:%zz"),
            ("source", "urn:karaula:%FF"), ("source", .null), ("source", "urn:karaula:south"),
        ] as [(String, CanonicalValue)])
    func nameless(key: String, value: CanonicalValue) throws {
        let bytes = try event(changing: key, to: value)
        let error = #expect(throws: IngestError.self) { try IngestBatch(parsing: bytes) }
        #expect(error?.place == "event 1")
    }

    private static let record: CanonicalValue = ["kind": "watch.changed", "seq": 2, "digest": "00"]

    @Test(
        "names the entry that can never be taken",
        arguments: [
            ("specversion", "0.3"), ("specversion", .null), ("id", "3"), ("type", "com.example.thing"),
            ("type", "org.karaula.event.closed"), ("type", .null), ("data", .null), ("data", ["payload": .null]),
            ("data", ["record": record]), ("data", ["record": "text", "payload": .null]),
            ("data", ["record": ["seq": 9, "kind": "watch.changed"], "payload": .null]),
            ("data", ["record": record, "payload": ["n": 2], "salt": "00"]),
            ("data", ["record": record, "payload": .null, "salt": "00"]),
            ("data", ["record": record, "payload": ["n": 2], "salt": "0"]),
            ("data", ["record": record, "payload": ["n": 2], "salt": "0G"]),
            ("data", ["record": record, "payload": ["n": 2], "salt": 1]),
            ("data", ["record": ["seq": 2, "kind": "watch.changed"], "payload": ["n": 2], "salt": "00"]),
        ] as [(String, CanonicalValue)])
    func refused(key: String, value: CanonicalValue) throws {
        let batch = try IngestBatch(parsing: event(changing: key, to: value))
        let seq: Int64 = key == "id" ? 3 : 2
        #expect(batch.refused.map(\.seq) == [seq])
        #expect(batch.entries.map(\.seq) == [1])
        #expect(batch.refused.first?.cause.isEmpty == false && batch.refused.first?.mend.isEmpty == false)
    }

    @Test("names an entry whose record is not in canonical form")
    func notCanonical() throws {
        let log = try SampleLog()
        let text = String(decoding: log.bytes([1]), as: UTF8.self)
        let spaced = text.replacing("\"record\":{", with: "\"record\":{ ")
        #expect(try IngestBatch(parsing: Array(spaced.utf8)).refused.map(\.seq) == [1])
    }

    @Test("takes a payload without salt unproven, and one with a salt only with the right digest")
    func salts() throws {
        var event = SampleLog.event(1, "a", ["n": 1], source: source)
        guard case .object(var members) = event, case .object(var data) = members["data"] else { return }
        data["salt"] = nil
        data["payload"] = ["only": "a part"]
        members["data"] = .object(data)
        event = .object(members)
        let entry = try IngestBatch(parsing: CanonicalValue.array([event]).canonicalBytes).entries[0]
        #expect(entry.salt == nil && entry.payload == Array(#"{"only":"a part"}"#.utf8))
    }

    @Test("judges JSON as the canonical parser does, whatever is done to it", arguments: UInt64(0)..<400)
    func likeTheParser(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let payload: CanonicalValue = [
            "a": [1, -2, true, .null, "é\"\\\n\u{1}😀"], "b": ["c": 9_223_372_036_854_775_807, "d": []], "e": [:],
        ]
        var bytes = payload.canonicalBytes
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(Array("{}[],:\"\\0-.eu dtfn".utf8).randomElement(using: &generator) ?? 0, at: at)
            default: bytes.insert(contentsOf: Array("\\ud83d".utf8), at: at)
            }
        }
        let prefix = #"[{"data":{"payload":"#
        let suffix =
            #","record":{"kind":"a","seq":1}},"id":"1","source":"urn:karaula:n","specversion":"1.0","type":"org.karaula.a"}]"#
        let whole = Array(prefix.utf8) + bytes + Array(suffix.utf8)
        // As a document of its own, so that what was inserted cannot break out of its place.
        let isValid = (try? CanonicalValue(parsing: whole)) != nil
        let isTaken = (try? IngestBatch(parsing: whole)) != nil
        // Only a key that is given twice within the payload is not looked for.
        #expect(isTaken == isValid || (isTaken && !isValid && Self.saysTwice(whole)))
    }

    private static func saysTwice(_ bytes: [UInt8]) -> Bool {
        do throws(CanonicalError) {
            _ = try CanonicalValue(parsing: bytes)
            return false
        } catch {
            return error.cause.contains("twice")
        }
    }
}
