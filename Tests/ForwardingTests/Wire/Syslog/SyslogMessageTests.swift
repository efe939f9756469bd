import Forwarding
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("A syslog message")
struct SyslogMessageTests {
    private let messages = SyslogMessage(source: CloudEvents.source(of: "post 4"))

    private func entry(
        _ payload: CanonicalValue, kind: EntryKind = .eventOpened, camera: String? = "gate"
    ) -> DisclosedEntry {
        Samples.disclosed(
            Entry(
                seq: 7, kind: kind, camera: camera, time: ManualSiteClock().reading(), event: 7, payload: payload,
                salt: [1]))
    }

    private func text(_ entry: DisclosedEntry, lane: Lane = .alarm, traceParent: String? = nil) -> String {
        String(decoding: messages.message(of: entry, lane: lane, traceParent: traceParent), as: UTF8.self)
    }

    /// The structured data of a message, and what comes after it.
    private func parts(_ text: String) throws -> (elements: [(id: String, parameters: [String: String])], rest: String)
    {
        let start = try #require(text.firstIndex(of: "["))
        let end = try #require(text.firstRange(of: "] \u{FEFF}"))
        let elements = try #require(StructuredData.elements(String(text[start...end.lowerBound])))
        return (
            elements.map { ($0.id, Dictionary($0.parameters.map { ($0.name, $0.value) }) { _, last in last }) },
            String(text[end.upperBound...])
        )
    }

    @Test("has each part where RFC 5424 wants it")
    func form() {
        let payload: CanonicalValue = ["rule": "fence", "alarm_kind": "intrusion", "box": ["x": 5]]
        let message = text(entry(payload), traceParent: "00-aa-bb-01")
        #expect(
            message == """
                <130>1 2026-11-22T08:30:00.000000Z post%204 karaula - event.opened \
                [karaula@32473 seq="7" source="urn:karaula:post%204" lane="alarm" utc="2026-11-22T08:30:00.000000000Z" \
                boot="00000000-0000-4000-8000-000000000001" mono="1000000000000" camera="gate" event="7" \
                traceparent="00-aa-bb-01"]\
                [payload@32473 alarm_kind="intrusion" box.x="5" rule="fence"] \
                \u{FEFF}event.opened at gate: alarm_kind intrusion, rule fence
                """)
    }

    @Test("is counted in octets, not in characters")
    func frame() {
        let entry = entry(["rule": "čuvar\n"])
        let frame = messages.frame(of: entry, lane: .alarm)
        let message = messages.message(of: entry, lane: .alarm)
        #expect(frame == Array("\(message.count) ".utf8) + message)
        #expect(String(decoding: message, as: UTF8.self).count < message.count)
    }

    @Test(
        "keeps what is hostile within its value",
        arguments: [
            "]", "\"", "\\", "\\\"", "\\]", "a\" b=\"c", "x\"]\n[evil@1 a=\"b", "line\nbreak\r\n", "\u{FEFF}",
            "\u{2028}",
            "💥\u{200D}é", "12 <13>1 - - - - - -", "\t\u{1B}[31m", "\\\\\\", "\u{0301}",
        ])
    func hostile(value: String) throws {
        let message = text(entry(["rule": .string(value), "x": ["y": .string(value)]], camera: value))
        let start = try #require(message.firstIndex(of: "["))
        // The end of the structured data is where its reading ends: a parser of it is the judge.
        var elements: [(id: String, parameters: [(name: String, value: String)])]?
        for end in message.indices where end > start && elements == nil {
            if message[end...].unicodeScalars.starts(with: "] \u{FEFF}".unicodeScalars) {
                elements = StructuredData.elements(String(message[start...end]))
            }
        }
        let found = try #require(elements)
        #expect(found.map(\.id) == ["karaula@32473", "payload@32473"])
        #expect(found[0].parameters.first { $0.name == "camera" }?.value == value)
        #expect(found[1].parameters.map(\.name) == ["rule", "x.y"])
        #expect(found[1].parameters.allSatisfy { $0.value == value })
    }

    @Test("leaves out fields whose names it cannot carry, and says how many")
    func names() throws {
        let payload: CanonicalValue = [
            "ok": 1, "a b": 2, "a=b": 3, "č": 4, "": 5, "n": ["": 6],
            "a.name.that.is.longer.than.32.bytes": 7,
        ]
        let (elements, _) = try parts(text(entry(payload)))
        #expect(elements[1].parameters.keys.sorted() == ["n.", "ok"])
        #expect(elements[0].parameters["omitted"] == "5")
    }

    @Test("is never longer than receivers take, whatever it is about")
    func long() throws {
        let huge = String(repeating: "\"", count: 5000)
        let payload = CanonicalValue.object(
            Dictionary(uniqueKeysWithValues: (0..<40).map { ("field\($0)", CanonicalValue.string(huge)) }))
        for camera in ["gate", huge, String(repeating: "\u{0301}", count: 9000)] {
            let seen = entry(payload, camera: camera)
            let message = messages.message(of: seen, lane: .alarm, traceParent: huge)
            #expect(message.count <= SyslogMessage.longestMessage)
        }
        let mixed = entry(["a": .string(huge), "b": "short", "c": .string(huge)])
        let (elements, _) = try parts(text(mixed))
        #expect(elements[1].parameters == ["b": "short"])
        #expect(elements[0].parameters["omitted"] == "2")
    }

    @Test("is as urgent as what it tells of")
    func severities() {
        func severity(_ kind: EntryKind, _ lane: Lane, _ payload: CanonicalValue = [:]) -> SyslogSeverity {
            SyslogSeverity(of: entry(payload, kind: kind), lane: lane)
        }
        #expect(severity(.eventOpened, .assistance) == .alert)
        #expect(severity(.eventOpened, .alarm) == .critical)
        #expect(severity(.eventOpened, .routine) == .critical)
        #expect(severity(.eventUpdated, .alarm) == .warning)
        #expect(severity(.eventClosed, .assistance) == .notice)
        #expect(severity(.watchChanged, .routine, ["state": "blind"]) == .error)
        #expect(severity(.watchChanged, .routine, ["state": "blind", "reason": "unplugged"]) == .error)
        for expected in ["starting", "removed", "reconfigured"] {
            #expect(severity(.watchChanged, .routine, ["state": "blind", "reason": .string(expected)]) == .notice)
        }
        #expect(severity(.watchChanged, .routine, ["state": "degraded"]) == .warning)
        #expect(severity(.watchChanged, .routine, ["state": "watching"]) == .notice)
        #expect(severity(.watchChanged, .routine) == .notice)
        #expect(severity(.retentionErased, .routine) == .informational)
    }

    @Test("names a site that has no printable name as the standard allows")
    func hostnames() {
        for (site, name) in [("čuvar", "%C4%8Duvar"), ("a b", "a%20b"), ("100%", "100%25")] {
            let message = SyslogMessage(source: CloudEvents.source(of: site))
                .message(of: entry([:]), lane: .alarm)
            #expect(String(decoding: message, as: UTF8.self).contains("Z \(name) karaula - "))
        }
    }
}
