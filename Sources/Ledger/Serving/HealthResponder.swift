import Hummingbird
import Logging
import MerkleLog

/// What the machine that a ledger runs on may know of it: health and metrics, no entry's content.
struct HealthResponder: HTTPResponder {
    typealias Context = LedgerContext

    let ledger: Ledger
    let tls: LedgerTLS
    let budget: BodyBudget
    let counts: RequestCounts
    let logger: Logger

    func respond(to request: Request, context: LedgerContext) async throws -> Response {
        let response = answer(request)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request) -> Response {
        guard request.method == .get || request.method == .head else {
            return LedgerAnswer.problem(
                .methodNotAllowed, "only GET and HEAD are understood", fields: [.allow: "GET, HEAD"])
        }
        if request.uri.path == "/livez" { return LedgerAnswer.json(["live": true]) }
        let status: LedgerStatus
        do throws(LedgerError) {
            var read = try ledger.status()
            read.certificateExpires = tls.expires
            status = read
        } catch {
            logger.error("the ledger's state cannot be read", metadata: ["error": "\(error)"])
            return LedgerAnswer.problem(error)
        }
        switch request.uri.path {
        case "/readyz":
            let obstacles = [status.problem, status.fileProblem].compactMap { $0.map { "\($0)" } }
            return LedgerAnswer.json(
                ["ready": .bool(status.isReady), "obstacles": .array(obstacles.map { .string($0) })],
                status: status.isReady ? .ok : .serviceUnavailable)
        case "/health": return LedgerAnswer.json(status.document)
        case "/metrics":
            let page = LedgerMetrics(status, requests: counts.all, bodyBytes: budget.inUse)
            return LedgerAnswer.text(page.text, type: LedgerMetrics.contentType)
        default:
            return LedgerAnswer.problem(.notFound, "there is nothing here; /livez, /readyz, /health and /metrics exist")
        }
    }
}
