import Console
import Journal
import MerkleLog
import NIOHTTP1
import ServiceLifecycle
import Station
import TestKit
import Testing
import Timekeeping

@Suite(.timeLimit(.minutes(10)))
struct ConsoleServerTests {
    @Test func `Health is told on both doors`() async throws {
        try await RunningConsole.with { console in
            for url in [console.tcp("/health"), try console.socket("/health")] {
                let reply = try await console.ask(url)
                #expect(reply.status == 200)
                #expect(reply.headers["content-type"] == ["application/json"])
                #expect(reply.headers["cache-control"] == ["no-store"])
                #expect(reply.body == (try HealthDocument(.twoOfEverything).json) + "\n")
            }
        }
    }

    @Test func `A process that serves lives, ready or not`() async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(console.tcp("/livez"))
            #expect(reply.status == 200)
            #expect(reply.body == "{\"live\":true}\n")
        }
    }

    @Test func `Readiness names the obstacles, and is asked anew each time`() async throws {
        try await RunningConsole.with { console in
            let blind = try await console.ask(console.tcp("/readyz"))
            #expect(blind.status == 503)
            #expect(blind.body.contains("camera yard is blind"))
            var status = SiteStatus.twoOfEverything
            status.obstacles = []
            console.status.set(status)
            let ready = try await console.ask(console.tcp("/readyz"))
            #expect(ready.status == 200)
            #expect(ready.body == "{\"obstacles\":[],\"ready\":true}\n")
        }
    }

    @Test func `Metrics come in Prometheus's form and count open streams`() async throws {
        try await RunningConsole.with { console in
            let stream = try await console.open(console.tcp("/events"))
            let reply = try await console.ask(console.tcp("/metrics"))
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == [PrometheusText.contentType])
            #expect(reply.body.contains("karaula_console_streams{door=\"tcp\"} 1\n"))
            #expect(reply.body.contains("karaula_console_streams{door=\"socket\"} 0\n"))
            _ = stream
        }
    }

    @Test(arguments: ["/", "/livez/", "/health/x", "/v1/entries", "/../etc/passwd", "/%2e%2e/", "/LIVEZ"])
    func `An unknown path is a problem that names the known ones`(_ path: String) async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(console.tcp(path))
            #expect(reply.status == 404)
            #expect(reply.headers["content-type"] == ["application/problem+json"])
            let problem = try CanonicalValue(parsing: Array(reply.body.utf8.dropLast()))
            #expect(problem.member("status") == .integer(404))
            #expect(
                problem.member("detail")?.text?.contains("/livez, /readyz, /health, /metrics, /events exist") == true)
        }
    }

    @Test func `Only GET and HEAD are understood`() async throws {
        try await RunningConsole.with { console in
            for method in [HTTPMethodName.post, .put, .delete, .options] {
                let reply = try await console.ask(console.tcp("/health"), method: method.value)
                #expect(reply.status == 405)
                #expect(reply.headers["allow"] == ["GET, HEAD"])
            }
            let head = try await console.ask(console.tcp("/livez"), method: .HEAD)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers["content-length"] == ["14"])
        }
    }

    @Test func `A request with a body is refused and its connection closed`() async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(console.tcp("/health"), method: .POST, body: "x")
            #expect(reply.status == 405)
            #expect(reply.headers["connection"] == ["close"])
        }
    }

    @Test func `Oversized headers are refused, and the console goes on`() async throws {
        try await RunningConsole.with { console in
            for url in [console.tcp("/livez"), try console.socket("/livez")] {
                let one = try await console.ask(url, headers: [("x-long", String(repeating: "a", count: 9000))])
                #expect(one.status == 400)
                let many = (0..<100).map { ("x-\($0)", "a") }
                #expect(try await console.ask(url, headers: many).status == 400)
                #expect(try await console.ask(url).status == 200)
            }
        }
    }

    @Test func `A web page cannot read a loopback door under a name of its own`() async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(console.tcp("/health"), headers: [("Host", "rebound.example")])
            #expect(reply.status == 421)
            #expect(!reply.body.contains("post-1"))
            #expect(try await console.ask(console.tcp("/health"), headers: [("Host", "localhost:8470")]).status == 200)
        }
    }

    @Test func `A port in use is an error that says so`() async throws {
        try await RunningConsole.with { first in
            await #expect(throws: ConsoleError.self) {
                try await RunningConsole.with {
                    $0.port = first.endpoints.port
                } _: { _ in
                }
            }
            do {
                try await RunningConsole.with {
                    $0.port = first.endpoints.port
                } _: { _ in
                }
            } catch let error as ConsoleError {
                #expect(error.code == .inUse)
                #expect(error.exitCode == 69)
                #expect(error.place == "127.0.0.1:\(first.endpoints.port)")
            }
            #expect(try await first.ask(first.tcp("/livez")).status == 200)
        }
    }

    @Test func `An address of another machine is an error of the configuration`() async throws {
        for host in ["192.0.2.1", "no-such-host.invalid"] {
            do {
                try await RunningConsole.with {
                    $0.host = host
                } _: { _ in
                }
                Issue.record("\(host) was listened on")
            } catch let error as ConsoleError {
                #expect(error.code == .badAddress)
                #expect(error.exitCode == 78)
            }
        }
    }

    @Test func `Two doors close with open streams, without cutting them off`() async throws {
        // The time after which streams are cut off is far away: they must end by themselves.
        try await RunningConsole.with {
            $0.shutdownSeconds = 3600
        } _: { console in
            var bodies = [try await console.open(console.tcp("/events"))]
            bodies.append(try await console.open(try console.socket("/events")))
            bodies.append(try await console.open(try console.socket("/events?after=0")))
            await console.group.triggerGracefulShutdown()
            for index in bodies.indices {
                while try await bodies[index].next() != nil {}
            }
            try await console.run.value
        }
    }

    @Test func `A client that does not read cannot hold up the shutdown`() async throws {
        try await RunningConsole.with {
            $0.shutdownSeconds = 0.2
            $0.stalledSeconds = 3600
        } _: { console in
            for _ in 0..<64 { try await console.append(.eventOpened, padding: 4000) }
            let stalled = try await console.open(try console.socket("/events?after=0"))
            await console.group.triggerGracefulShutdown()
            try await console.run.value
            _ = stalled
        }
    }
}
