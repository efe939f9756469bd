import Console
import Glibc
import Journal
import MerkleLog
import NIOHTTP1
import TestKit
import Testing
import Timekeeping
import HTTPTypes

@Suite(.timeLimit(.minutes(2)))
struct AuditTests {
    /// A request for every route: a route without one fails the tests that use this.
    private func request(_ route: ConsoleRoute, _ event: FullEvent) -> (uri: String, body: String?) {
        let uri = route.pattern.replacing("{event}", with: "\(event.id)").replacing("{number}", with: "1")
            .replacing("{seq}", with: "1").replacing("{old}", with: "1")
        return switch route {
        case .entries: ("\(uri)?after=0", nil)
        case .events: ("\(uri)?after=0", nil)
        case .hold, .release: (uri, #"{"reason":"case 12"}"#)
        case .acknowledge: (uri, #"{"note":"seen"}"#)
        case .retryDestination, .resumeDestination: (uri, #"{"destination":"sector"}"#)
        case .pauseDestination: (uri, #"{"destination":"sector","reason":"works"}"#)
        case .dropQuarantined: (uri, #"{"reason":"agreed"}"#)
        case .export: (uri, #"{"events":[\#(event.id)],"reason":"case 12"}"#)
        default: (uri, nil)
        }
    }

    @Test(arguments: ConsoleRoute.allCases)
    func `Every route that tells of people leaves an entry, and no other tells of them`(
        _ route: ConsoleRoute
    ) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            try console.journal.keep(
                QuarantineRecord(
                    destination: "sector", seq: 1, lane: .routine, code: "refused", reason: "it answered 422",
                    refused: console.clock.reading().utc))
            _ = try await console.journal.sign()
            let (uri, body) = request(route, event)
            let before = console.journal.head
            var bytes: [UInt8] = []
            if route == .events {
                // The stream has no end; what is audited of it is its beginning.
                let messages = try await console.messages(3, from: try console.socket(uri))
                bytes = messages.flatMap { Array($0.data.utf8) }
            } else {
                let method: HTTPMethod = route.method == .get ? .GET : .POST
                let reply = try await console.bytes(uri, method: method, body: body)
                // The site of these tests is never ready.
                #expect(reply.status == (route == .ready ? 503 : 200), "\(uri) \(reply.status)")
                bytes = reply.bytes
            }
            let audited = try console.audited().filter { $0.seq > before }
            let text = String(decoding: bytes, as: UTF8.self)
            let tells = text.contains("UNTOLD") || contains(bytes, event.snapshot) || contains(bytes, event.recording)
            #expect(tells == (route.disclosure != .none), "\(uri)")
            #expect(audited.count == (route.disclosure == .none ? 0 : 1), "\(uri)")
            for entry in audited {
                #expect(entry.payload["who"]?["uid"]?.integer == Int64(getuid()))
                #expect(entry.payload["who"]?["gid"]?.integer == Int64(getgid()))
                #expect(entry.payload["who"]?["pid"]?.integer == Int64(getpid()))
                #expect(entry.payload["who"]?["command"]?.string != nil)
            }
        }
    }

    @Test(arguments: ConsoleRoute.allCases)
    func `Without the entry nothing is shown that tells of people, and health is`(_ route: ConsoleRoute) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            _ = try await console.journal.sign()
            try await fillDisk(of: console)
            let (uri, body) = request(route, event)
            let method: HTTPMethod = route.method == .get ? .GET : .POST
            if route.disclosure != .none {
                let reply = try await console.ask(try console.socket(uri), method: method, body: body)
                #expect(reply.status == 503, "\(uri)")
                #expect(!reply.body.contains("UNTOLD"))
                #expect(reply.body.contains("Free space on this file system"))
                #expect(reply.headers["retry-after"] == ["5"])
            }
            #expect(try await console.ask(try console.socket("/health")).status == 200)
            #expect(try console.audited().isEmpty)
        }
    }

    @Test func `The entry says who read what, when and why`() async throws {
        try await RunningConsole.with { console in
            try await console.append(.eventOpened)
            let reply = try await console.ask(
                try console.socket("/v1/entries?camera=gate&kind=event.opened&reason=night%20shift%2C%20handover"))
            #expect(reply.status == 200)
            let entry = try #require(try console.audited().first)
            #expect(entry.kind == .auditRead)
            #expect(entry.payload["what"]?.string == "entries")
            #expect(entry.payload["reason"]?.string == "night shift, handover")
            #expect(entry.payload["query"] == ["after": 0, "cameras": ["gate"], "kinds": ["event.opened"]])
            #expect(entry.time.utc == console.clock.reading().utc)
        }
    }

    @Test func `A walk through many pages is one entry, and has an end`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<25 { try await console.append(.watchChanged) }
            var seen: [Int64] = []
            var walk: String?
            while true {
                let reply = try await console.ask(
                    try console.socket(
                        "/v1/entries?after=\(seen.last ?? 0)&limit=7" + (walk.map { "&walk=\($0)" } ?? "")))
                #expect(reply.status == 200)
                walk = walk ?? reply.headers.first(name: "karaula-walk")
                let page = try reply.body.split(separator: "\n").map { line in
                    try #require(EntryDocument(try CanonicalValue(parsing: Array(line.utf8)))).seq
                }
                if page.isEmpty { break }
                seen += page
                // What comes meanwhile is not part of the walk.
                try await console.append(.watchChanged)
            }
            #expect(seen == Array(1...25))
            #expect(try console.audited().count == 1)
        }
    }

    @Test func `A client that knows no walks and asks until a page is empty comes to an end`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<10 { try await console.append(.watchChanged) }
            var seen: [Int64] = []
            var pages = 0
            while pages < 100 {
                let reply = try await console.ask(
                    try console.socket("/v1/entries?after=\(seen.last ?? 0)&limit=4"))
                pages += 1
                if reply.body.isEmpty { break }
                seen += try reply.body.split(separator: "\n").map { line in
                    try #require(EntryDocument(try CanonicalValue(parsing: Array(line.utf8)))).seq
                }
            }
            #expect(seen == Array(1...10))
            #expect(pages == 4)
            #expect(try console.audited().count == 1)
        }
    }

    @Test func `A reader of the audit is audited, once`() async throws {
        try await RunningConsole.with { console in
            try await console.append(.eventOpened)
            for expected in 1...3 {
                let reply = try await console.ask(try console.socket("/v1/entries?kind=audit.read"))
                #expect(reply.body.split(separator: "\n").count == expected - 1)
                #expect(try console.audited().count == expected)
            }
            let messages = try await console.messages(5, from: try console.socket("/events?after=0"))
            #expect(messages.map(\.name) == ["event.opened"] + Array(repeating: "audit.read", count: 4))
            #expect(try console.audited().count == 4)
        }
    }

    @Test func `Looking back and following on is one entry, a new stream another`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<3 { try await console.append(.watchChanged) }
            let reply = try await console.ask(try console.socket("/v1/entries?after=0&follow=true"))
            let walk = try #require(reply.headers.first(name: "karaula-walk"))
            _ = try await console.messages(1, from: try console.socket("/events?after=3&walk=\(walk)"))
            #expect(try console.audited().map { $0.payload["query"]?["follow"] } == [true])
            _ = try await console.messages(1, from: try console.socket("/events?after=3&walk=\(walk)"))
            #expect(try console.audited().count == 2)
        }
    }

    @Test func `A walk that nobody knows is gone`() async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(try console.socket("/v1/entries?walk=nonsense"))
            #expect(reply.status == 410)
            #expect(try console.audited().isEmpty)
        }
    }

    @Test(arguments: ["", "%20", "a%0Ab", "a%1Bb", String(repeating: "x", count: 1001)])
    func `A reason that is none is refused before anything is read`(_ reason: String) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            for uri in ["/v1/entries", "/v1/events/\(event.id)", "/v1/events/\(event.id)/snapshot"] {
                #expect(try await console.ask(try console.socket("\(uri)?reason=\(reason)")).status == 400)
            }
            #expect(try console.audited().isEmpty)
        }
    }

    /// Lets nothing be committed any more: what still fits into the pages that are there is filled up.
    private func fillDisk(of console: RunningConsole) async throws {
        try console.journal.limitDatabase(toPages: 1)
        for size in [3000, 300, 0] {
            let padding = CanonicalValue.string(String(repeating: "x", count: size))
            while true {
                do throws(JournalError) {
                    try await console.journal.appendAtOnce(.watchChanged, details: ["padding": padding])
                } catch {
                    break
                }
            }
            // The next attempt is made after a pause; until then everything is refused without one.
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
    }
}
