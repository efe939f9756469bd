import AsyncHTTPClient
import Console
import Forwarding
import Journal
import Logging
import MerkleLog
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Station
import TestKit
import Timekeeping

import struct FoundationEssentials.URL

/// A console that really runs, on a port that the kernel chose and a socket of its own, with a real journal.
struct RunningConsole: Sendable {
    let folder: TemporaryDirectory
    let journal: Journal
    let status: FixedStatus
    let clock: ManualSiteClock
    let endpoints: ConsoleEndpoints
    let client: HTTPClient
    let group: ServiceGroup
    let run: Task<Void, any Error>

    /// Runs a console around `body`, and stops it afterwards.
    static func with(
        _ adjust: (inout ConsoleServerConfiguration) -> Void = { _ in },
        _ body: (RunningConsole) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        let clock = ManualSiteClock()
        var options = JournalOptions()
        options.announcesKey = false
        let journal = try Journal.open(
            directory: folder.file("state"), site: "post-1", clock: clock, options: options)
        let status = FixedStatus()
        let sector = Destination(name: "sector", url: "https://sector.invalid/v1/entries")
        let desk = DeliveryDesk(destinations: [sector], journal: journal, clock: clock, logger: .silent) {
            HTTPSTransport(destination: $0, clock: clock)
        }
        var configuration = ConsoleServerConfiguration(
            host: "127.0.0.1", port: 0, socketPath: folder.file("api.sock"), version: "1.2.3")
        adjust(&configuration)
        let (opened, open) = AsyncStream.makeStream(of: ConsoleEndpoints.self)
        let server = ConsoleServer(
            configuration: configuration, status: status, steering: desk, journal: journal, logger: .silent
        ) { open.yield($0) }
        let group = ServiceGroup(services: [server], logger: .silent)
        let run = Task {
            defer { open.finish() }
            try await group.run()
        }
        guard let endpoints = await opened.first(where: { _ in true }) else {
            try await run.value
            return
        }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let console = RunningConsole(
            folder: folder, journal: journal, status: status, clock: clock, endpoints: endpoints, client: client,
            group: group, run: run)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(console)) } catch { outcome = .failure(error) }
        try await client.shutdown()
        await group.triggerGracefulShutdown()
        try await run.value
        try await journal.close()
        try outcome.get()
    }

    /// The URL of a path on the TCP door.
    func tcp(_ uri: String) -> String { "http://127.0.0.1:\(endpoints.port)\(uri)" }

    /// The URL of a path on the socket.
    func socket(_ uri: String) throws -> String {
        guard let path = endpoints.socketPath, let url = URL(httpURLWithSocketPath: path, uri: uri) else {
            throw Failed("no socket")
        }
        return url.absoluteString
    }

    /// Asks, and gives the answer with its whole body.
    func ask(
        _ url: String, method: HTTPMethod = .GET, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = HTTPHeaders(headers)
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// Follows a stream until `count` messages came.
    func messages(_ count: Int, from url: String, lastEventID: String? = nil) async throws -> [ServerSentEvent] {
        var request = HTTPClientRequest(url: url)
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        let response = try await client.execute(request, deadline: .distantFuture)
        guard response.status == .ok else { throw Failed("status \(response.status.code)") }
        var parser = ServerSentEventParser()
        var messages: [ServerSentEvent] = []
        for try await chunk in response.body {
            messages += try parser.feed(chunk.readableBytesView)
            if messages.count >= count { break }
        }
        return Array(messages.prefix(count))
    }

    /// Starts a stream, and gives its body once it has begun.
    func open(_ url: String) async throws -> HTTPClientResponse.Body.AsyncIterator {
        let response = try await client.execute(HTTPClientRequest(url: url), deadline: .distantFuture)
        guard response.status == .ok else { throw Failed("status \(response.status.code)") }
        var body = response.body.makeAsyncIterator()
        _ = try await body.next()
        return body
    }

    /// Writes one entry of a kind, with a payload that holds everything that TCP must not tell.
    @discardableResult
    func append(_ kind: EntryKind, camera: String? = "gate", padding: Int = 0) async throws -> Entry {
        clock.advance(bySeconds: 1)
        let token = journal.makeEventToken()
        let secret = CanonicalValue.object([
            "x": .integer(1), "y": .integer(2), "w": .integer(3), "h": .integer(4),
        ])
        return try await journal.append(
            EntryDraft(
                kind: kind, camera: camera, time: clock.reading(),
                payload: .object([
                    "rule": .string("UNTOLD"), "alarm_kind": .string("UNTOLD"), "place": .string("UNTOLD"),
                    "zone": .string("UNTOLD"), "track": .integer(987_654), "tracks": .integer(987_654), "box": secret,
                    "state": .string("blind"), "reason": .string("UNTOLD"), "detail": .string("UNTOLD"),
                    "padding": .string(String(repeating: "UNTOLD", count: padding)),
                ]),
                event: kind == .eventOpened ? .open(token) : nil))
    }
}

/// An answer with its whole body.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: String
}

/// A test's own failure.
struct Failed: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
