import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
public import Timekeeping

/// Delivers over HTTPS, with our client certificate and the destination's own certificate
/// authorities.
///
/// TLS 1.2 or newer; the receiver's certificate and name are always checked; redirections are never followed; one
/// request is one attempt. What comes back is bounded: `timeoutSeconds` from the first byte sent to the last byte read,
/// and ``bodyLimit`` bytes of body. All transports share one small client with kept-alive connections.
public final class HTTPSTransport: DeliveryTransport {
    /// The most that is read of an answer's body, in bytes.
    public static let bodyLimit = 65_536

    private let destination: Destination
    private let clock: any SiteClock
    private let identity = Mutex(TLSIdentity())

    /// Makes a transport to `destination`; files are read and connections made only when something is delivered.
    public init(destination: Destination, clock: any SiteClock) {
        self.destination = destination
        self.clock = clock
    }

    /// Entries, and what a ledger takes besides.
    public var carries: Set<DeliveryRequest.Kind> { [.entries, .checkpoint, .file] }

    /// Sends entries as a CloudEvents batch, a checkpoint as C2SP tlog-witness says, and a piece of a file as a range.
    public func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer {
        if let problem = destination.problems.first { throw problem }
        let now = clock.reading().utc
        var exchanged = HTTPRequest(request, to: destination).request
        if destination.url.lowercased().hasPrefix("https:") {
            exchanged.tlsConfiguration = try identity.withLock { identity throws(DeliveryError) in
                try identity.configuration(for: destination, at: now.nanoseconds / 1_000_000_000)
            }
        }
        do {
            return try await exchange(exchanged, now: now)
        } catch {
            throw DeliveryError(failure: error, reaching: destination)
        }
    }
}

extension HTTPSTransport {
    /// Shared by every transport of the process and never shut down: it lives as long as the process does.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.proxy = nil
        configuration.timeout = .init(connect: .seconds(10), read: nil)
        // Attempts are spaced by the delivery machine; the client trying again inside one would hide the reason.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Each destination has one request at a time; those at the same host must not queue behind each other.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.idleTimeout = .seconds(60)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// One request and its whole answer, within the destination's time.
    private func exchange(_ request: HTTPClientRequest, now: UTCTime) async throws -> DeliveryAnswer {
        let seconds = destination.timeoutSeconds
        return try await withThrowingTaskGroup(of: DeliveryAnswer.self) { group in
            group.addTask {
                // The client's own deadline comes later than ours and only makes sure that nothing stays behind.
                let limit = TimeAmount.milliseconds(Int64(seconds * 1000) + 5000)
                return try await Self.read(Self.client.execute(request, timeout: limit), now: now)
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private static func read(_ response: HTTPClientResponse, now: UTCTime) async throws -> DeliveryAnswer {
        var answer = DeliveryAnswer(status: Int(response.status.code))
        answer.location = response.headers.first(name: "Location")
        answer.contentType = response.headers.first(name: "Content-Type").map { field in
            String(field.prefix { $0 != ";" }.filter { $0 != " " }).lowercased()
        }
        answer.retryAfterSeconds = response.headers.first(name: "Retry-After").flatMap { field in
            RetryAfter.seconds(field, date: response.headers.first(name: "Date"), now: now)
        }
        for try await part in response.body {
            answer.body += part.readableBytesView.prefix(bodyLimit - answer.body.count)
            if part.readableBytes > 0, answer.body.count >= bodyLimit {
                answer.isTruncated = true
                break
            }
        }
        // A cancelled body ends like a complete one.
        try Task.checkCancellation()
        return answer
    }
}
