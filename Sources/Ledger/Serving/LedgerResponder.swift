import HTTPTypes
import Hummingbird
import Logging
import MerkleLog
import NIOCore
import NIOSSL
import Timekeeping

/// What sites send: entries, checkpoints, files.
///
/// Invariants: nobody speaks for a site but who holds a certificate in its name, which counts now and not only when the connection
/// was opened; whatever a client sends, it costs a bounded
/// amount of memory and time, and nothing of other clients; `2xx` only for what is durable.
struct LedgerResponder: HTTPResponder {
    typealias Context = LedgerContext

    /// Bytes of all requests together.
    static let budgetBytes = 256 << 20
    /// Milliseconds for which the rest of a refused body is still taken from the line, so that the answer is seen.
    static let lingerMilliseconds: Int64 = 500

    let ledger: Ledger
    let configuration: LedgerConfiguration
    let connections: LedgerConnections
    let budget: BodyBudget
    let counts: RequestCounts
    let logger: Logger

    func respond(to request: Request, context: LedgerContext) async throws -> Response {
        // A client that sends forever, or hardly ever, is cut off whatever it waits for.
        let channel = context.channel
        let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(configuration.requestSeconds * 1000))) {
            channel.close(promise: nil)
        }
        let response: Response
        if connections.begin(channel) == .admitted {
            response = await answer(request, context)
        } else {
            response = Self.answerOnOutdatedConnection
        }
        let isLast = connections.end(channel)
        deadline.cancel()
        counts.note(request.uri.path, response.status.code)
        guard isLast || response.status.code == 413 || response.status.code == 503 else { return response }
        // What remains of the body would be taken for the next request, or read to its end.
        var closing = response
        closing.headers[.connection] = "close"
        channel.eventLoop.scheduleTask(in: .milliseconds(Self.lingerMilliseconds)) { channel.close(promise: nil) }
        return closing
    }

    private func answer(_ request: Request, _ context: LedgerContext) async -> Response {
        let sites: [String]
        do {
            let certificate = try await context.channel.nioSSL_peerCertificate().get()
            if let end = certificate.map({ Int64($0.notValidAfter) }),
                !connections.isValid(until: end, of: context.channel)
            {
                return LedgerAnswer.problem(
                    .forbidden, "the client's certificate ended at \(UTCTime(seconds: end).rfc3339); have it renewed")
            }
            let names = CertificateNames(der: try certificate?.toDERBytes() ?? [])
            sites = configuration.rules.sites(ofCertificate: configuration.identity.names(in: names))
        } catch {
            return LedgerAnswer.problem(.forbidden, "the client's certificate cannot be read: \(error)")
        }
        guard !sites.isEmpty else {
            return LedgerAnswer.problem(
                .forbidden,
                "the client's certificate is not one of a site that is known here; "
                    + "see `identity` and `sites` in the ledger's configuration")
        }
        let path = request.uri.path
        do {
            switch path {
            case "/v1/entries":
                guard request.method == .post else { return Self.wrongMethod("POST") }
                return try await entries(request, sites)
            case "/v1/checkpoint":
                guard request.method == .post else { return Self.wrongMethod("POST") }
                return try await checkpoint(request, sites)
            default:
                guard path.hasPrefix("/v1/files/"), let seq = EntryNumber.parse(path.dropFirst(10), from: 1) else {
                    return LedgerAnswer.problem(
                        .notFound, "there is nothing here; /v1/entries, /v1/checkpoint and /v1/files/SEQ exist")
                }
                guard request.method == .put else { return Self.wrongMethod("PUT") }
                return try await file(seq, request, sites)
            }
        } catch let refusal as BoundedBody.Refusal {
            return Self.answer(to: refusal)
        } catch let error as IngestError {
            return LedgerAnswer.problem(.badRequest, error.description)
        } catch let error as LedgerError {
            return LedgerAnswer.problem(error)
        } catch {
            logger.error("the ledger could not answer", metadata: ["path": "\(path)", "error": "\(error)"])
            return LedgerAnswer.problem(.internalServerError, "the answer could not be made; the ledger's log says why")
        }
    }

    /// Nobody is to blame: whoever connects again is asked anew who it is.
    private static var answerOnOutdatedConnection: Response {
        LedgerAnswer.problem(
            .serviceUnavailable,
            "the ledger's certificate files have changed since this connection was opened; connect again",
            fields: [.retryAfter: "1"])
    }

    private static func wrongMethod(_ allowed: String) -> Response {
        LedgerAnswer.problem(.methodNotAllowed, "only \(allowed) is understood here", fields: [.allow: allowed])
    }

    private static func answer(to refusal: BoundedBody.Refusal) -> Response {
        switch refusal {
        case .tooLarge(let limit):
            LedgerAnswer.problem(.contentTooLarge, "more than \(limit) bytes; send less at once")
        case .noRoom:
            LedgerAnswer.problem(
                .serviceUnavailable, "other requests fill the memory set aside for them", fields: [.retryAfter: "2"])
        case .damaged: LedgerAnswer.problem(.badRequest, "the body is not gzip, is damaged, or is cut off")
        case .unknownCoding:
            LedgerAnswer.problem(
                .unsupportedMediaType, "the Content-Encoding is not taken; send gzip or none",
                fields: [.acceptEncoding: "gzip"])
        case .gone: LedgerAnswer.problem(.requestTimeout, "the body did not come")
        }
    }

    /// The type of a body, lower case and without parameters.
    func mediaType(_ request: Request) -> String {
        (request.headers[.contentType] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    }

    /// Why a log is none of the sender's; `nil` if it is.
    func foreign(_ origin: LogOrigin, _ sites: [String]) -> Response? {
        if sites.contains(origin.site) { return nil }
        return LedgerAnswer.problem(
            .forbidden, "the client's certificate is for \(sites.joined(separator: ", ")), not for '\(origin.site)'")
    }
}
