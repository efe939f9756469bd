import AsyncHTTPClient
import Console
import Journal
import MerkleLog
import NIOCore
import NIOHTTP1
import Station
import TestKit
import Testing
import Timekeeping

@Suite(.timeLimit(.minutes(10)))
struct EventStreamTests {
    @Test func `Two clients get every entry once and in order`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<150 { try await console.append(.watchChanged) }
            async let first = console.messages(300, from: try console.socket("/events?after=0"))
            async let second = console.messages(300, from: console.tcp("/events?after=0"))
            for _ in 0..<150 { try await console.append(.eventOpened, camera: "yard") }
            let expected = (1...300).map(String.init)
            #expect(try await first.map(\.id) == expected)
            #expect(try await second.map(\.id) == expected)
        }
    }

    @Test func `A client that reconnects goes on where it was, without gap or duplicate`() async throws {
        try await RunningConsole.with { console in
            let writer = Task {
                for _ in 0..<200 { try await console.append(.watchChanged) }
            }
            var ids: [Int] = []
            while ids.count < 200 {
                let batch = try await console.messages(
                    min(37, 200 - ids.count), from: try console.socket("/events?after=0"),
                    lastEventID: ids.last.map(String.init))
                ids += batch.compactMap { $0.id.flatMap(Int.init) }
            }
            try await writer.value
            #expect(ids == Array(1...200))
        }
    }

    @Test func `Without a place to resume a stream begins with what comes next`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<5 { try await console.append(.watchChanged) }
            var body = try await console.open(try console.socket("/events"))
            try await console.append(.eventOpened)
            var parser = ServerSentEventParser()
            var messages: [ServerSentEvent] = []
            while messages.isEmpty, let chunk = try await body.next() {
                messages += try parser.feed(chunk.readableBytesView)
            }
            // Entry 6 says who began to follow.
            #expect(messages.map(\.id) == ["7"])
            #expect(messages.map(\.name) == ["event.opened"])
        }
    }

    @Test func `The socket tells full entries`() async throws {
        try await RunningConsole.with { console in
            let entry = try await console.append(.eventOpened)
            let message = try #require(try await console.messages(1, from: try console.socket("/events?after=0")).first)
            let document = EntryDocument(try CanonicalValue(parsing: Array(message.data.utf8)))
            #expect(document == EntryDocument(entry))
            #expect(document?.payload.member("box") != nil)
        }
    }

    @Test func `TCP never tells more than the outline, whatever the entries hold`() async throws {
        try await RunningConsole.with { console in
            var count = 0
            for kind in EntryKind.allCases {
                for camera in ["gate", "yard", nil] {
                    try await console.append(kind, camera: camera, padding: 1)
                    count += 1
                }
            }
            let messages = try await console.messages(count, from: console.tcp("/events?after=0"))
            #expect(messages.count == count)
            var bytes = messages.map(\.encoded).joined()
            for path in ["/livez", "/readyz", "/health", "/metrics", "/v1/entries"] {
                bytes += try await console.ask(console.tcp(path)).body
            }
            for untold in ["box", "zone", "track", "place\"", "rule\"", "UNTOLD", "987654", "payload\""] {
                #expect(!bytes.contains(untold), "\(untold) was told over TCP")
            }
            let outline: Set = ["seq", "kind", "camera", "event", "utc"]
            for message in messages {
                guard case .object(let members) = try CanonicalValue(parsing: Array(message.data.utf8)) else {
                    Issue.record("not an object: \(message.data)")
                    continue
                }
                let more: Set = message.name == "watch.changed" ? ["watch_state"] : []
                #expect(Set(members.keys) == outline.union(more))
            }
        }
    }

    @Test func `TCP tells what was written in the last hour, and no history`() async throws {
        try await RunningConsole.with { console in
            for _ in 0..<3 { try await console.append(.watchChanged) }
            console.clock.advance(bySeconds: 3700)
            for _ in 0..<2 { try await console.append(.eventOpened) }
            var status = SiteStatus.twoOfEverything
            status.taken = console.clock.reading()
            console.status.set(status)
            let messages = try await console.messages(2, from: console.tcp("/events?after=0"))
            #expect(messages.map(\.id) == ["4", "5"])
            // Nothing recent: what comes next is told.
            console.clock.advance(bySeconds: 3700)
            status.taken = console.clock.reading()
            console.status.set(status)
            async let next = console.messages(1, from: console.tcp("/events?after=2"))
            try await Task.sleep(for: .milliseconds(300))
            try await console.append(.watchChanged)
            #expect(try await next.map(\.id) == ["6"])
            let all = try await console.messages(6, from: try console.socket("/events?after=0"))
            #expect(all.map(\.id) == ["1", "2", "3", "4", "5", "6"])
        }
    }

    @Test func `TCP tells a thousand entries back at most, whatever the clock says`() async throws {
        try await RunningConsole.with { console in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<1010 { group.addTask { _ = try await console.append(.watchChanged) } }
                try await group.waitForAll()
            }
            var status = SiteStatus.twoOfEverything
            status.taken = console.clock.reading()
            console.status.set(status)
            let messages = try await console.messages(1, from: console.tcp("/events?after=0"))
            #expect(messages.map(\.id) == ["11"])
        }
    }

    @Test(arguments: ["x", "-1", "1.5", "9223372036854775808", "3"])
    func `A place to resume that cannot be is refused`(_ id: String) async throws {
        try await RunningConsole.with { console in
            try await console.append(.watchChanged)
            let header = try await console.ask(console.tcp("/events"), headers: [("Last-Event-ID", id)])
            #expect(header.status == 400)
            #expect(try await console.ask(console.tcp("/events?after=\(id)")).status == 400)
            #expect(try await console.ask(console.tcp("/events?afterwards=0")).status == 400)
        }
    }

    @Test func `A silent stream carries heartbeats`() async throws {
        try await RunningConsole.with {
            $0.heartbeatSeconds = 0.02
        } _: { console in
            var body = try await console.open(console.tcp("/events"))
            var text = ""
            while !text.contains(": still here\n\n"), let chunk = try await body.next() {
                text += String(buffer: chunk)
            }
            #expect(text.contains(": still here\n\n"))
        }
    }

    @Test func `The number of streams is bounded, and a place that was left is free again`() async throws {
        try await RunningConsole.with {
            $0.streamLimit = 2
        } _: { console in
            do {
                let first = try await console.open(console.tcp("/events"))
                let second = try await console.open(console.tcp("/events"))
                let refused = try await console.ask(console.tcp("/events"))
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == ["5"])
                #expect(try await console.ask(console.tcp("/livez")).status == 200)
                let other = try await console.open(try console.socket("/events"))
                _ = (first, second, other)
            }
            try await untilNoStreams(console)
            _ = try await console.open(console.tcp("/events"))
        }
    }

    @Test func `A client that does not read is dropped`() async throws {
        try await RunningConsole.with {
            $0.stalledSeconds = 0.1
        } _: { console in
            for _ in 0..<64 { try await console.append(.eventOpened, padding: 4000) }
            let stalled = try await console.open(try console.socket("/events?after=0"))
            try await untilNoStreams(console)
            #expect(try await console.ask(try console.socket("/livez")).status == 200)
            _ = stalled
        }
    }

    private func untilNoStreams(_ console: RunningConsole) async throws {
        while true {
            let metrics = try await console.ask(console.tcp("/metrics")).body
            if metrics.contains("{door=\"tcp\"} 0\n"), metrics.contains("{door=\"socket\"} 0\n") { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
