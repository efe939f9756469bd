import HTTPTypes
import Hummingbird
import Journal
import Logging
import MerkleLog
import NIOCore
import Station

/// Answers the requests of one door.
///
/// Only `GET` and `HEAD` of known paths, without a body, are answered; everything else gets a problem that says so.
struct ConsoleResponder: HTTPResponder {
    typealias Context = ConsoleContext

    let door: Door
    let configuration: ConsoleServerConfiguration
    let status: any SiteStatusSource
    let journal: Journal
    let reads: EntryReads
    let slots: StreamSlots
    let allSlots: [(name: String, slots: StreamSlots)]
    let hostCheck: HostCheck
    let logger: Logger

    func respond(to request: Request, context: ConsoleContext) async throws -> Response {
        let response = await answer(request)
        let isHead = request.method == .head
        let hasBody =
            request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
        if hasBody { return Answer.closing(isHead ? response.createHeadResponse() : response, context.channel) }
        return isHead ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request) async -> Response {
        guard hostCheck.admits(request.head.authority) else {
            return Answer.problem(.misdirectedRequest, "address this door as localhost or 127.0.0.1")
        }
        guard request.method == .get || request.method == .head else {
            return Answer.problem(.methodNotAllowed, "only GET and HEAD are understood", fields: [.allow: "GET, HEAD"])
        }
        guard request.headers[.transferEncoding] == nil, (request.headers[.contentLength] ?? "0") == "0" else {
            return Answer.problem(.contentTooLarge, "a request here has no body")
        }
        do {
            switch request.uri.path {
            case "/livez": return Answer.json(.object(["live": .bool(true)]))
            case "/readyz": return readiness()
            case "/health": return try health()
            case "/metrics": return metrics()
            case "/events": return try events(request)
            case "/v1/entries" where door.isSocket: return try await entries(request)
            default:
                return Answer.problem(
                    .notFound, "there is nothing here; \(paths) exist")
            }
        } catch let error as QueryError {
            return Answer.problem(.badRequest, error.description)
        } catch {
            logger.error(
                "the console could not answer", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return Answer.problem(.internalServerError, "the answer could not be made; the daemon's log says why")
        }
    }

    private var paths: String {
        "/livez, /readyz, /health, /metrics, /events" + (door.isSocket ? ", /v1/entries" : "")
    }

    private func readiness() -> Response {
        let obstacles = status.status().obstacles
        return Answer.json(
            .object(["ready": .bool(obstacles.isEmpty), "obstacles": .array(obstacles.map(CanonicalValue.string))]),
            status: obstacles.isEmpty ? .ok : .serviceUnavailable)
    }

    private func health() throws -> Response {
        let text = try HealthDocument(status.status()).json
        return Answer.body(ByteBuffer(string: text + "\n"), type: "application/json")
    }

    private func metrics() -> Response {
        let streams = allSlots.map { MetricsPage.Streams(door: $0.name, open: $0.slots.inUse) }
        let text = MetricsPage.text(of: status.status(), streams: streams)
        return Answer.body(ByteBuffer(string: text), type: PrometheusText.contentType)
    }

    private func entries(_ request: Request) async throws -> Response {
        let query = try EntryQuery(parameters(request))
        let found = try await reads.entries(after: query.after, limit: query.limit, matching: query.filter)
        var bytes = ByteBuffer()
        for entry in found {
            bytes.writeBytes(EntryDocument(entry).value.canonicalBytes)
            bytes.writeString("\n")
        }
        return Answer.body(bytes, type: "application/jsonl")
    }

    private func events(_ request: Request) throws -> Response {
        let head = journal.head
        let start = try self.start(request) ?? head
        guard start <= head else {
            return Answer.problem(
                .badRequest,
                "the journal ends with entry \(head), so there is nothing after \(start); ask again without")
        }
        guard request.method == .get else { return Answer.body(ByteBuffer(), type: "text/event-stream") }
        guard let slot = slots.take() else {
            return Answer.problem(
                .serviceUnavailable,
                "\(configuration.streamLimit) streams are open, and more are not served; try later",
                fields: [.retryAfter: "5"])
        }
        let stream = EventStream(
            journal: journal, reads: reads, door: door, start: start,
            heartbeat: .seconds(configuration.heartbeatSeconds))
        return Answer.stream(type: "text/event-stream") { writer in
            defer { withExtendedLifetime(slot) {} }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await stream.send(to: &writer)
            }
            try await writer.finish(nil)
        }
    }

    /// Where the client wants to resume: the header of a client that reconnects goes before the query it began with.
    private func start(_ request: Request) throws(QueryError) -> Int64? {
        let parameters = parameters(request)
        if let other = parameters.first(where: { $0.key != "after" }) {
            throw QueryError(key: other.key, cause: "there is no such parameter; after is known")
        }
        if let last = request.headers[.lastEventID] {
            return try EntryQuery.sequenceNumber(last, key: "Last-Event-ID")
        }
        guard let after = parameters.last else { return nil }
        return try EntryQuery.sequenceNumber(after.value, key: after.key)
    }

    private func parameters(_ request: Request) -> [(key: String, value: String)] {
        request.uri.queryParameters.map { (String($0.key), String($0.value)) }
    }
}
