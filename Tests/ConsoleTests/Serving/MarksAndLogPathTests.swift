import Console
import Glibc
import Journal
import MerkleLog
import NIOHTTP1
import Testing
import HTTPTypes

@Suite(.timeLimit(.minutes(10)))
struct MarksAndLogPathTests {
    private func post(
        _ console: RunningConsole, _ uri: String, _ body: String = "{}"
    ) async throws -> (status: Int, value: CanonicalValue) {
        let reply = try await console.ask(try console.socket(uri), method: .POST, body: body)
        let value = (try? CanonicalValue(parsing: Array(reply.body.utf8))) ?? .null  // a note is no JSON
        return (reply.status, value)
    }

    @Test func `Hold, release and acknowledge are entries that name who and why`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.append(.eventOpened).seq
            let held = try await post(console, "/v1/events/\(event)/hold", #"{"reason":"case 12"}"#)
            #expect(held.value == ["event": .integer(event), "entry": .integer(event + 1), "changed": true])
            let again = try await post(console, "/v1/events/\(event)/hold", #"{ "reason": "case 12" }"#)
            #expect(again.value == ["event": .integer(event), "entry": .null, "changed": false])
            #expect(try console.journal.reader.event(id: event)?.isHeld == true)
            _ = try await post(console, "/v1/events/\(event)/release", #"{"reason":"closed"}"#)
            _ = try await post(console, "/v1/events/\(event)/acknowledge", #"{"note":"a fox"}"#)
            _ = try await post(console, "/v1/events/\(event)/acknowledge", "")
            let entries = try console.journal.reader.entries(after: event, limit: 10)
            #expect(entries.map(\.kind) == [.holdPlaced, .holdReleased, .eventAcknowledged, .eventAcknowledged])
            for entry in entries {
                #expect(entry.event == event)
                #expect(entry.payload["who"]?["uid"]?.integer == Int64(getuid()))
            }
            #expect(entries.map { $0.payload["reason"]?.string } == ["case 12", "closed", nil, nil])
            #expect(entries[2].payload["note"]?.string == "a fox")
        }
    }

    @Test func `What cannot be done is refused with its mend, and writes nothing`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.append(.eventOpened).seq
            let head = console.journal.head
            let wrong: [(String, String, Int)] = [
                ("/v1/events/\(event)/hold", "{}", 400), ("/v1/events/\(event)/hold", "", 400),
                ("/v1/events/\(event)/hold", #"{"reason":""}"#, 400),
                ("/v1/events/\(event)/hold", #"{"reason":7}"#, 400),
                ("/v1/events/\(event)/hold", #"{"reason":"x","why":"y"}"#, 400),
                ("/v1/events/\(event)/hold", "[]", 400), ("/v1/events/\(event)/hold", "{", 400),
                ("/v1/events/\(event)/release", "{}", 400),
                ("/v1/events/999/hold", #"{"reason":"x"}"#, 404),
                ("/v1/events/999/acknowledge", "{}", 404),
                ("/v1/events/\(event)/acknowledge", #"{"note":"\#(String(repeating: "x", count: 70_000))"}"#, 400),
                ("/v1/export", #"{"events":[\#(event)]}"#, 400),
                ("/v1/export", #"{"events":[\#(event)],"reason":" "}"#, 400),
                ("/v1/export", #"{"events":[],"reason":"x"}"#, 400),
                ("/v1/export", #"{"events":["\#(event)"],"reason":"x"}"#, 400),
                ("/v1/export", #"{"events":[\#(event),\#(event)],"reason":"x"}"#, 400),
                ("/v1/export", #"{"events":[999],"reason":"x"}"#, 404),
                ("/v1/entries", "{}", 405), ("/health", "{}", 405), ("/v1/nothing", "{}", 404),
            ]
            for (uri, body, status) in wrong {
                let reply = try await console.ask(try console.socket(uri), method: .POST, body: body)
                #expect(reply.status == status, "\(uri) \(body.prefix(60))")
                #expect(reply.headers["content-type"] == ["application/problem+json"])
            }
            #expect(try await console.ask(try console.socket("/v1/export")).status == 405)
            #expect(console.journal.head == head)
        }
    }

    @Test func `TCP has none of it`() async throws {
        try await RunningConsole.with { console in
            try await console.append(.eventOpened)
            for route in ConsoleRoute.allCases where !route.isOnTCP {
                let uri = route.pattern.replacing("{event}", with: "1").replacing("{number}", with: "1")
                    .replacing("{seq}", with: "1").replacing("{old}", with: "1")
                let reply = try await console.ask(
                    console.tcp(uri), method: route.method == .get ? .GET : .POST,
                    body: route.method == .get ? nil : #"{"reason":"x","events":[1]}"#)
                #expect(reply.status == (route.method == .get ? 404 : 405), "\(uri)")
            }
            #expect(console.journal.head == 1)
        }
    }

    @Test func `The log is signed, proven and handed on over the socket`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<10 { try await console.append(.watchChanged) }
            let early = try await console.ask(try console.socket("/v1/proofs/3"))
            #expect(early.status == 409)
            let note = try await console.ask(try console.socket("/v1/checkpoint"), method: .POST)
            #expect(note.status == 200)
            let signed = try SignedNote(parsing: note.body)
            #expect(try #require(console.journal.key).verifies(signed))
            #expect(try await console.ask(try console.socket("/v1/checkpoint")).body == note.body)

            let proof = try await console.ask(try console.socket("/v1/proofs/3"))
            let document = try #require(InclusionDocument(try CanonicalValue(parsing: Array(proof.body.utf8))))
            #expect(document.holds)
            #expect(document.record == (try console.journal.reader.entry(seq: 3)?.record))
            var altered = document
            altered.record[20] ^= 1
            #expect(!altered.holds)
            altered = document
            altered.seq = 4
            #expect(!altered.holds)
            #expect(try await console.ask(try console.socket("/v1/proofs/99")).status == 404)
            #expect(try await console.ask(try console.socket("/v1/consistency/4")).status == 200)

            let old = try #require(console.journal.key)
            let rotated = try await post(console, "/v1/key/rotate", #"{"reason":"yearly"}"#)
            #expect(rotated.value["key"]?.string == console.journal.key?.description)
            #expect(console.journal.key != old)
            let entry = try #require(
                try console.journal.reader.entries(
                    after: 0, limit: 10, matching: EntryFilter(kinds: [.keyRotated])
                ).first)
            #expect(entry.payload["reason"]?.string == "yearly")
            #expect(entry.payload["who"]?["uid"]?.integer == Int64(getuid()))
            let key = try await console.ask(try console.socket("/v1/key"))
            #expect(key.body.contains(try #require(console.journal.key?.description)))
        }
    }

    @Test func `Pictures come as they were stored`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent(frames: 2000)
            let snapshot = try await console.bytes("/v1/events/\(event.id)/snapshot")
            #expect(snapshot.bytes == event.snapshot)
            #expect(snapshot.headers["content-type"] == ["image/jpeg"])
            let recording = try await console.bytes("/v1/events/\(event.id)/recordings/1")
            #expect(recording.bytes == event.recording)
            #expect(recording.headers["content-length"] == ["\(event.recording.count)"])
            for uri in ["/v1/events/\(event.id)/recordings/2", "/v1/events/\(event.id)/recordings/0"] {
                #expect(try await console.bytes(uri).status == 404)
            }
            #expect(try await console.bytes("/v1/events/999/snapshot").status == 404)
            let document = try await console.ask(try console.socket("/v1/events/\(event.id)"))
            #expect(document.body.contains("\"acknowledged\":null"))
        }
    }
}
