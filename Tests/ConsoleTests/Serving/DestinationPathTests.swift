import Console
import Glibc
import HTTPTypes
import Journal
import MerkleLog
import NIOHTTP1
import Testing
import Timekeeping

@Suite(.timeLimit(.minutes(10)))
struct DestinationPathTests {
    private func post(
        _ console: RunningConsole, _ uri: String, _ body: String
    ) async throws -> (status: Int, value: CanonicalValue) {
        let reply = try await console.ask(try console.socket(uri), method: .POST, body: body)
        return (reply.status, try CanonicalValue(parsing: Array(reply.body.utf8)))
    }

    private func get(_ console: RunningConsole, _ uri: String) async throws -> CanonicalValue {
        let reply = try await console.ask(try console.socket(uri))
        return try CanonicalValue(parsing: Array(reply.body.utf8))
    }

    private func refuse(
        _ seq: Int64, by destination: String = "sector", in console: RunningConsole, lane: Lane = .routine
    ) throws {
        try console.journal.keep(
            QuarantineRecord(
                destination: destination, seq: seq, lane: lane, code: "refused", reason: "it answered 422",
                refused: console.clock.reading().utc))
    }

    @Test func `Destinations tell what waits for them, without a word of the entries`() async throws {
        try await RunningConsole.with { console in
            _ = try await console.append(.eventOpened)
            _ = try await console.append(.watchChanged)
            let value = try await get(console, "/v1/destinations")
            guard case .array(let items)? = value["destinations"], let first = items.first else {
                Issue.record("no destinations in \(value)")
                return
            }
            let document = try #require(DestinationDocument(first))
            #expect(document.name == "sector" && document.lagEntries == 2 && document.lagBytes > 100)
            #expect(document.receiptKind == "answer" && document.receiptSize == nil && document.oldest != nil)
            #expect(document.value == first)
            let lines = DestinationReportText.lines([document], now: console.clock.reading().utc)
            #expect(lines.count == 2 && lines[1].hasPrefix("sector") && lines[1].contains(" 2 "))
        }
    }

    @Test func `A pause is an entry that names who, why and until when, and ends`() async throws {
        try await RunningConsole.with { console in
            let body = #"{"destination":"sector","reason":"works on the mast","seconds":120}"#
            let paused = try await post(console, "/v1/destinations/pause", body)
            #expect(paused.value == ["destination": "sector", "entry": 1, "changed": true])
            let entry = try #require(try console.journal.reader.entry(seq: 1))
            #expect(entry.kind == .deliveryPaused && entry.payload["reason"]?.string == "works on the mast")
            #expect(entry.payload["who"]?["uid"]?.integer == Int64(getuid()))
            let pause = try #require(try console.journal.reader.pause(of: "sector"))
            #expect(entry.payload["until"]?.string == pause.until.rfc3339)
            let resumed = try await post(console, "/v1/destinations/resume", #"{"destination":"sector"}"#)
            #expect(resumed.value["entry"] == 2)
            let again = try await post(console, "/v1/destinations/resume", #"{"destination":"sector"}"#)
            #expect(again.value == ["destination": "sector", "entry": .null, "changed": false])
            let tried = try await post(console, "/v1/destinations/retry", #"{"destination":"sector"}"#)
            #expect(tried.value["entry"] == 3)
            let kinds = try console.journal.reader.entries(after: 0, limit: 9).map(\.kind)
            #expect(kinds == [.deliveryPaused, .deliveryResumed, .deliveryRetried])
        }
    }

    @Test func `What is refused is listed, sent again and dropped, each by an entry`() async throws {
        try await RunningConsole.with { console in
            _ = try await console.append(.watchChanged)
            try refuse(1, in: console)
            let listed = try await get(console, "/v1/quarantine")
            guard case .array(let items)? = listed["quarantine"], let first = items.first else {
                Issue.record("nothing in \(listed)")
                return
            }
            let document = try #require(QuarantineDocument(first))
            #expect(document.seq == 1 && document.state == "held" && document.reason == "it answered 422")
            #expect(document.value == first)
            #expect(DestinationReportText.lines([document]).last?.hasPrefix("1 ") == true)
            let again = try await post(console, "/v1/quarantine/1/retry", "{}")
            #expect(again.value == ["seq": 1, "entry": 2, "changed": true])
            #expect(try console.journal.reader.quarantine().first?.state == .retrying)
            let dropped = try await post(console, "/v1/quarantine/1/drop", #"{"reason":"agreed"}"#)
            #expect(dropped.value["entry"] == 3)
            #expect(try console.journal.reader.quarantine().first?.state == .dropped)
            let entry = try #require(try console.journal.reader.entry(seq: 3))
            #expect(entry.kind == .deliveryDropped && entry.payload["reason"]?.string == "agreed")
            #expect(entry.payload["seq"] == 1 && entry.payload["destination"] == "sector")
        }
    }

    @Test func `What is refused in two lanes is sent again, and dropped, in both`() async throws {
        try await RunningConsole.with { console in
            _ = try await console.append(.eventOpened)
            try refuse(1, in: console)
            try refuse(1, in: console, lane: .alarm)
            let again = try await post(console, "/v1/quarantine/1/retry", "{}")
            #expect(again.value["changed"] == true)
            #expect(try console.journal.reader.quarantine().map(\.state) == [.retrying, .retrying])
            let dropped = try await post(console, "/v1/quarantine/1/drop", #"{"reason":"agreed"}"#)
            #expect(dropped.status == 200)
            #expect(try console.journal.reader.quarantine().map(\.state) == [.dropped, .dropped])
        }
    }

    @Test func `What cannot be done is refused with its mend, and writes nothing`() async throws {
        try await RunningConsole.with { console in
            _ = try await console.append(.watchChanged)
            try refuse(1, in: console)
            try refuse(1, by: "archive", in: console)
            let wrong: [(String, String, Int)] = [
                ("/v1/destinations/retry", "{}", 400), ("/v1/destinations/retry", #"{"destination":7}"#, 400),
                ("/v1/destinations/retry", #"{"destination":"nobody"}"#, 404),
                ("/v1/destinations/pause", #"{"destination":"sector"}"#, 400),
                ("/v1/destinations/pause", #"{"destination":"sector","reason":"x","seconds":0}"#, 400),
                ("/v1/destinations/pause", #"{"destination":"sector","reason":"x","seconds":99999999}"#, 400),
                ("/v1/destinations/pause", #"{"destination":"sector","reason":"x","seconds":"1h"}"#, 400),
                ("/v1/destinations/resume", #"{"destination":"sector","reason":"x"}"#, 400),
                ("/v1/quarantine/1/drop", #"{"destination":"sector"}"#, 400),
                ("/v1/quarantine/1/drop", #"{"reason":"x"}"#, 409), ("/v1/quarantine/2/retry", "{}", 404),
                ("/v1/quarantine/1/retry", #"{"destination":"nobody"}"#, 404),
            ]
            for (path, body, status) in wrong {
                let reply = try await post(console, path, body)
                #expect(reply.status == status, "\(path) \(body): \(reply.value)")
                #expect(reply.value["detail"]?.string?.isEmpty == false)
            }
            #expect(console.journal.head == 1)
            #expect(try console.journal.reader.quarantine().allSatisfy { $0.state == .held })
        }
    }

    @Test func `None of it is on the TCP door`() async throws {
        try await RunningConsole.with { console in
            for path in ["/v1/destinations", "/v1/quarantine", "/v1/destinations/retry"] {
                let reply = try await console.ask(console.tcp(path))
                #expect(reply.status == 404)
            }
        }
    }
}
