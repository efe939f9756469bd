import Forwarding
import Foundation
import Journal
import MerkleLog
import Testing

@Suite("A CloudEvents batch")
struct CloudEventsTests {
    @Test("has every attribute that a receiver relies on")
    func attributes() throws {
        let entries = [Samples.disclosed(7), Samples.disclosed(8, kind: .siteStarted, camera: nil)]
        let bytes = CloudEvents.batch(entries: entries, site: "post 4/č")
        let parsed = try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]]
        let events = try #require(parsed)
        #expect(events.count == 2)
        #expect(events[0]["specversion"] as? String == "1.0")
        #expect(events[0]["id"] as? String == "7")
        #expect(events[0]["source"] as? String == "urn:karaula:post%204%2F%C4%8D")
        #expect(events[0]["type"] as? String == "org.karaula.event.opened")
        #expect(events[0]["time"] as? String == "2026-11-22T08:30:07.000000000Z")
        #expect(events[0]["subject"] as? String == "north gate")
        #expect(events[0]["datacontenttype"] as? String == "application/json")
        #expect(events[1]["type"] as? String == "org.karaula.site.started")
        #expect(events[1]["subject"] == nil)
    }

    @Test("is canonical as a whole, and carries the record as the journal's tree proves it")
    func canonical() throws {
        let entries = [Samples.disclosed(1), Samples.disclosed(2)]
        let bytes = CloudEvents.batch(entries: entries, site: "s")
        let value = try CanonicalValue(parsingCanonical: bytes)
        guard case .array(let events) = value else {
            Issue.record("not an array")
            return
        }
        for (event, entry) in zip(events, entries) {
            #expect(event["data"]?["record"]?.canonicalBytes == entry.record)
            #expect(event["data"]?["payload"] == entry.payload)
            #expect(event["data"]?["salt"] == "007fff")
        }
    }

    @Test("is the same byte for byte each time")
    func deterministic() {
        let entries = (1...20).map { Samples.disclosed(Int64($0)) }
        #expect(CloudEvents.batch(entries: entries, site: "s") == CloudEvents.batch(entries: entries, site: "s"))
    }

    @Test("of nothing is an empty array")
    func empty() {
        #expect(CloudEvents.batch(entries: [], site: "s") == Array("[]".utf8))
    }

    @Test("is what a batch of its single events is")
    func parts() {
        let entries = [Samples.disclosed(1), Samples.disclosed(2)]
        let source = CloudEvents.source(of: "s")
        let parts = entries.map { CloudEvents.event(of: $0, source: source) }
        #expect(CloudEvents.batch(of: parts) == CloudEvents.batch(entries: entries, site: "s"))
    }
}
