import Ledger
import MerkleLog
import Testing

@Suite("A batch that a ledger reads")
struct IngestBatchTests {
    @Test("gives the entries in the order they came, with the records' canonical bytes")
    func reads() throws {
        let batch = try Samples.batch([3, 1, 2])
        #expect(batch.entries == [3, 1, 2].map { Samples.entry($0) })
        #expect(batch.entries[0].leaf == TreeHash.leaf(of: batch.entries[0].record))
        let spaced =
            Array(#" [ {"type":"org.karaula.a", "specversion":"1.0", "id":"1", "source":"urn:karaula:n%C4%8D","#.utf8)
            + Array(#""data":{"record":{ "seq" : 1, "kind":"a" },"payload":null}} ] "#.utf8)
        let entry = try IngestBatch(parsing: spaced).entries[0]
        #expect(entry.record == Array(#"{"kind":"a","seq":1}"#.utf8))
        #expect(entry.site == "nč" && entry.payload == .null && entry.salt == nil)
    }

    @Test("may be empty")
    func empty() throws {
        #expect(try IngestBatch(parsing: Array("[]".utf8)).entries.isEmpty)
    }

    @Test(
        "is refused when it is no batch",
        arguments: ["", "{}", "null", "[", "[1]", "[null]", "<html>", "[{}]", "[[]]", "\u{0}", "[1.5]"])
    func notABatch(text: String) {
        let error = #expect(throws: IngestError.self) { try IngestBatch(parsing: Array(text.utf8)) }
        #expect(error?.cause.isEmpty == false && error?.mend.isEmpty == false)
    }

    private static let wrongMembers: [(String, CanonicalValue)] = [
        ("specversion", "0.3"), ("specversion", .null), ("id", "0"), ("id", "-1"),
        ("id", "01"),
        ("id", "+1"), ("id", "x"), ("id", ""), ("id", 1), ("id", "9223372036854775808"), ("id", "3"),
        ("source", "urn:karaula:"), ("source", "urn:other:north"), ("source", "urn:karaula:a b"),
        ("source", "urn:karaula:%4"), ("source", "urn:karaula:%zz"), ("source", "urn:karaula:%FF"),
        ("source", .null),
        ("type", "com.example.thing"), ("type", "org.karaula.event.closed"), ("type", .null), ("data", .null),
        ("data", ["payload": .null]), ("data", ["record": ["seq": 2]]),
        ("data", ["record": ["seq": 9, "kind": "event.opened"], "payload": .null]),
        ("data", ["record": "text", "payload": .null]),
    ]

    @Test(
        "is refused when one event is wrong, and the error names it",
        arguments: wrongMembers)
    func wrongEvent(key: String, value: CanonicalValue) throws {
        guard case .object(var members) = Samples.event(2) else { return }
        members[key] = value
        let batch = CanonicalValue.array([Samples.event(1), .object(members)])
        let error = #expect(throws: IngestError.self) { try IngestBatch(parsing: batch.canonicalBytes) }
        #expect(error?.place == "event 1")
    }

    @Test("is refused when it is larger than a ledger reads")
    func tooLarge() {
        #expect(throws: IngestError.self) {
            try IngestBatch(parsing: [UInt8](repeating: 0x20, count: IngestBatch.byteLimit + 1))
        }
        let many = CanonicalValue.array(
            Array(repeating: Samples.event(1), count: IngestBatch.entryLimit + 1))
        #expect(throws: IngestError.self) { try IngestBatch(parsing: many.canonicalBytes) }
    }
}
