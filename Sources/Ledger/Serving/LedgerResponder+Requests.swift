import HTTPTypes
import Hummingbird
import MerkleLog

extension LedgerResponder {
    private static var namesNoLog: Response {
        LedgerAnswer.problem(.badRequest, "Karaula-Source names no log; send urn:karaula:SITE")
    }

    /// `POST /v1/entries`.
    ///
    /// An empty batch names its log in a header alone; who may not send that log's entries is refused there too, so that "is
    /// anything taken?" is never answered with yes where nothing is.
    func entries(_ request: Request, _ sites: [String]) async throws -> Response {
        guard mediaType(request) == "application/cloudevents-batch+json" else {
            return LedgerAnswer.problem(.unsupportedMediaType, "send application/cloudevents-batch+json")
        }
        let place = try BatchPlace(
            lane: request.headers[.karaulaLane], after: request.headers[.karaulaAfter],
            through: request.headers[.karaulaThrough])
        if let text = request.headers[.karaulaSource] {
            guard let origin = LogOrigin(parsing: text) else { return Self.namesNoLog }
            if let refusal = foreign(origin, sites) { return refusal }
        }
        let share = budget.share()
        // Until the answer: what waits for the disk is in memory too.
        defer { withExtendedLifetime(share) {} }
        let body = try await BoundedBody(request: request, share: share)
            .read(limit: IngestBatch.byteLimit, mayBePacked: true)
        let batch = try IngestBatch(parsing: body)
        if let source = batch.source {
            if let refusal = foreign(source, sites) { return refusal }
            ledger.heard(source.site)
        } else {
            for site in sites { ledger.heard(site) }
        }
        switch try await ledger.take(batch, at: place) {
        case .taken(let stored, let duplicates):
            return LedgerAnswer.json(["stored": .integer(Int64(stored)), "duplicates": .integer(Int64(duplicates))])
        case .gap(let head):
            return LedgerAnswer.json(
                ["error": .string("entries after \(head) are missing here"), "resume_after": .integer(head)],
                status: .conflict)
        case .tooManyLogs(let limit):
            return LedgerAnswer.problem(
                .forbidden,
                "site '\(sites.joined(separator: ", "))' has begun \(limit) logs here, and no further one is taken; "
                    + "find out why it begins so many, or let it send under another name")
        case .refused(let refusals, let newest):
            let listed = refusals.map { refusal -> CanonicalValue in
                ["seq": .integer(refusal.seq), "cause": .string(refusal.cause), "mend": .string(refusal.mend)]
            }
            let first = refusals.first.map { "entry \($0.seq): \($0.cause) (\($0.mend))" } ?? "entries are refused"
            var members: [String: CanonicalValue] = ["error": .string(first), "refused": .array(listed)]
            if newest > 0 { members["newest"] = .integer(newest) }
            return LedgerAnswer.json(.object(members), status: .unprocessableContent)
        }
    }

    /// `POST /v1/checkpoint`: C2SP `add-checkpoint`.
    func checkpoint(_ request: Request, _ sites: [String]) async throws -> Response {
        let share = budget.share()
        defer { withExtendedLifetime(share) {} }
        let body = try await BoundedBody(request: request, share: share)
            .read(limit: CheckpointSubmission.byteLimit, mayBePacked: false)
        let submission = try CheckpointSubmission(parsing: body)
        guard let origin = LogOrigin(parsing: submission.checkpoint.origin) else {
            return LedgerAnswer.problem(.notFound, "the origin is no log of a site")
        }
        if let refusal = foreign(origin, sites) { return refusal }
        ledger.heard(origin.site)
        switch try await ledger.take(submission) {
        case nil: return LedgerAnswer.problem(.notFound, "nothing is known here of this log; send its entries first")
        case .cosigned(let lines)?: return LedgerAnswer.text(lines, type: "text/plain; charset=utf-8")
        case .otherSize(let size)?:
            return LedgerAnswer.text("\(size)\n", type: "text/x.tlog.size", status: .conflict)
        case .missing(let seq)?:
            return LedgerAnswer.json(
                ["error": .string("entries from \(seq) on are not here yet"), "missing": .integer(seq)],
                status: .conflict)
        case .forked(let size)?:
            return LedgerAnswer.json(
                ["error": .string("another root was cosigned for \(size) entries"), "forked": .integer(size)],
                status: .conflict)
        case .unknownKey?:
            return LedgerAnswer.problem(
                .forbidden, "none of the checkpoint's signatures is by a key that is known for this log")
        case .clockIsBehind(let clock)?:
            return LedgerAnswer.problem(.serviceUnavailable, clock.cause, fields: [.retryAfter: "30"])
        case .malformed?: return LedgerAnswer.problem(.badRequest, "the old size is larger than the checkpoint")
        case .unproven(let text)?: return LedgerAnswer.problem(.unprocessableContent, text)
        }
    }

    /// `PUT /v1/files/SEQ`.
    func file(_ seq: Int64, _ request: Request, _ sites: [String]) async throws -> Response {
        guard let origin = request.headers[.karaulaSource].flatMap(LogOrigin.init(parsing:)) else {
            return Self.namesNoLog
        }
        if let refusal = foreign(origin, sites) { return refusal }
        let piece = try FilePiece(
            contentRange: request.headers[.contentRange], digest: request.headers[.reprDigest],
            contentType: request.headers[.contentType])
        let share = budget.share()
        defer { withExtendedLifetime(share) {} }
        let body = try await BoundedBody(request: request, share: share)
            .read(limit: FilePiece.pieceLimit, mayBePacked: false)
        guard body.count == (piece.range?.count ?? 0) else {
            return LedgerAnswer.problem(
                .badRequest, "the body has \(body.count) bytes, and Content-Range \(piece.range?.count ?? 0)")
        }
        ledger.heard(origin.site)
        switch try await ledger.take(piece, body, of: seq, in: origin) {
        case .have(let have, let isComplete):
            return LedgerAnswer.json(["have": .integer(have), "complete": .bool(isComplete)])
        case .continueFrom(let have): return LedgerAnswer.json(["have": .integer(have)], status: .conflict)
        case .unknownEntry: return LedgerAnswer.problem(.notFound, "entry \(seq) is not here yet")
        case .wrong(let text): return LedgerAnswer.problem(.unprocessableContent, text)
        }
    }
}
