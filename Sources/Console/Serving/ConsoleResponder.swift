import HTTPTypes
import Hummingbird
import Journal
import Logging
import MerkleLog
import NIOCore
import Station

/// Answers the requests of one door.
///
/// Only the routes of ``ConsoleRoute`` are answered; everything else gets a problem that says so. A body comes with `POST`
/// alone, as a small JSON object.
struct ConsoleResponder: HTTPResponder {
    typealias Context = ConsoleContext

    let door: Door
    let configuration: ConsoleServerConfiguration
    let status: any SiteStatusSource
    let steering: (any DestinationSteering)?
    let journal: Journal
    let reads: PersonalReads
    let audit: Audit
    let walks: WalkBook
    let exports: StreamSlots
    let slots: StreamSlots
    let allSlots: [(name: String, slots: StreamSlots)]
    let hostCheck: HostCheck
    let logger: Logger

    func respond(to request: Request, context: ConsoleContext) async throws -> Response {
        let response = await answer(request, context)
        let isHead = request.method == .head
        let mayHaveBody = request.method == .post && door.isSocket
        // A body that nobody read is still in the way of the next request.
        if Self.hasBody(request), !mayHaveBody || response.status.kind != .successful {
            return Answer.closing(isHead ? response.createHeadResponse() : response, context.channel)
        }
        return isHead ? response.createHeadResponse() : response
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
    }

    private func answer(_ request: Request, _ context: ConsoleContext) async -> Response {
        guard hostCheck.admits(request.head.authority) else {
            return Answer.problem(.misdirectedRequest, "address this door as localhost or 127.0.0.1")
        }
        let isRead = request.method == .get || request.method == .head
        guard isRead || (request.method == .post && door.isSocket) else {
            return Answer.problem(.methodNotAllowed, "only GET and HEAD are understood", fields: [.allow: "GET, HEAD"])
        }
        guard !isRead || !Self.hasBody(request) else {
            return Answer.problem(.contentTooLarge, "a request here has no body")
        }
        let path = request.uri.path
        let known = ConsoleRoute.routes(on: door).compactMap { route in
            route.numbers(in: path).map { (route: route, numbers: $0) }
        }
        guard !known.isEmpty else {
            let paths = ConsoleRoute.routes(on: door).map(\.pattern)
            let all = paths.indices.filter { paths.firstIndex(of: paths[$0]) == $0 }.map { paths[$0] }
            return Answer.problem(.notFound, "there is nothing here; \(all.joined(separator: ", ")) exist")
        }
        guard let (route, numbers) = known.first(where: { ($0.route.method == .get) == isRead }) else {
            let allowed = known[0].route.method == .get ? "GET, HEAD" : "POST"
            return Answer.problem(
                .methodNotAllowed, "only \(allowed.replacing(",", with: " and")) are understood here",
                fields: [.allow: allowed])
        }
        do {
            return try await answer(route, numbers, request, context)
        } catch {
            return problem(error, path)
        }
    }

    private func answer(
        _ route: ConsoleRoute, _ numbers: [Int64], _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        switch route {
        case .live: return Answer.json(.object(["live": .bool(true)]))
        case .ready: return readiness()
        case .health: return try health()
        case .metrics: return metrics()
        case .events: return try await events(request, context)
        case .entries: return try await entries(request, context)
        case .event: return try await event(numbers[0], request, context)
        case .snapshot: return try await snapshot(of: numbers[0], request, context)
        case .recording: return try await recording(numbers[1], of: numbers[0], request, context)
        case .steps: return try await steps(request)
        case .watch: return try await watch(request)
        case .proof: return try await proof(of: numbers[0], request)
        case .consistency: return try await consistency(from: numbers[0], request)
        case .checkpoint: return try await checkpoint(request)
        case .key: return try key(request)
        case .sign: return try await sign(request)
        case .rotateKey: return try await rotateKey(request, context)
        case .hold, .release, .acknowledge: return try await mark(numbers[0], as: route, request, context)
        case .export: return try await export(request, context)
        case .destinations: return try await destinations(request)
        case .retryDestination, .pauseDestination, .resumeDestination:
            return try await steer(route, request, context)
        case .quarantine: return try await quarantine(request)
        case .retryQuarantined, .dropQuarantined: return try await decide(route, numbers[0], request, context)
        }
    }

    /// What an error means to the client.
    private func problem(_ error: any Error, _ path: String) -> Response {
        switch error {
        case let error as QueryError: return Answer.problem(.badRequest, error.description)
        case let error as Audit.Refusal:
            return Answer.problem(
                .serviceUnavailable,
                "who reads personal data is noted before it is shown, and that cannot be noted now: \(error.cause); "
                    + "/health is still told",
                fields: [.retryAfter: "5"])
        case let error as JournalError where error.code == .refused:
            return Answer.problem(error.isAboutNothing ? .notFound : .conflict, error.description)
        case let error as JournalError where error.isPassing:
            return Answer.problem(.serviceUnavailable, error.description, fields: [.retryAfter: "5"])
        default:
            logger.error("the console could not answer", metadata: ["path": "\(path)", "error": "\(error)"])
            return Answer.problem(.internalServerError, "the answer could not be made; the daemon's log says why")
        }
    }

    // MARK: What tells nothing of people

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

    // MARK: Requests

    func parameters(_ request: Request) -> [(key: String, value: String)] {
        request.uri.queryParameters.map { (String($0.key), String($0.value)) }
    }

    /// The reason in a query that may hold nothing else.
    func reason(_ request: Request) throws(QueryError) -> String? {
        var reason: String?
        for (key, value) in parameters(request) {
            guard key == "reason", reason == nil else {
                throw QueryError(key: key, cause: "only one reason is known here")
            }
            reason = try EntryQuery.reason(value, key: key)
        }
        return reason
    }

    /// Sees to it that a query is empty.
    func requireNoQuery(_ request: Request) throws(QueryError) {
        if let (key, _) = parameters(request).first {
            throw QueryError(key: key, cause: "there are no parameters here")
        }
    }
}

extension JournalError {
    /// Whether it says that what was asked for is not there.
    fileprivate var isAboutNothing: Bool { cause.hasPrefix("there is no such") }

    /// Whether waiting, or a technician, mends it.
    fileprivate var isPassing: Bool {
        switch code {
        case .full, .inputOutput, .permission, .overloaded, .closed, .inUse: true
        default: false
        }
    }
}
