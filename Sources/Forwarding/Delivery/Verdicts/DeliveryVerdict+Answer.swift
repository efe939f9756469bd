import Journal

extension DeliveryVerdict {
    /// Judges an answer to entries, or to a piece of a file.
    ///
    /// Only a 2xx answer that a receiver could have given is an acknowledgement. A page of HTML under a 2xx is what
    /// captive portals and proxies give, and a body without end is no answer at all: believing either would lose
    /// entries, while asking again costs nothing, because receivers drop duplicates.
    ///
    /// - Parameters:
    ///   - answer: what came back.
    ///   - kind: what was sent. Of checkpoints only what is not a signature is judged here; see ``ReceiptCheck``.
    ///   - place: the destination, for errors.
    public init(of answer: DeliveryAnswer, to kind: DeliveryRequest.Kind, from place: String) {
        let judge = AnswerJudge(answer: answer, place: place)
        switch kind {
        case .entries: self = judge.entries()
        case .checkpoint: self = judge.checkpoint()
        case .file: self = judge.file()
        }
    }
}

/// What the statuses and bodies of answers mean.
struct AnswerJudge {
    let answer: DeliveryAnswer
    let place: String

    func entries() -> DeliveryVerdict {
        switch answer.status {
        case 200..<300:
            return impossible() ?? .accepted
        case 409:
            let conflict = error(.conflict, "compare what the receiver stores for this site with this journal")
            if let seq = AnswerBody(answer.body)?.resumeAfter { return .resume(after: seq, conflict) }
            return .failed(conflict, retryAfterSeconds: answer.retryAfterSeconds)
        case 422:
            let verdict = common()
            guard let newest = AnswerBody(answer.body)?.newest, case .refused(let error, let named) = verdict else {
                return verdict
            }
            return .contradicted(newest: newest, error, named: named)
        case 401, 403, 404, 405, 407, 410:
            return .refused(error(.denied, mend), named: [:])
        default:
            return common()
        }
    }

    func checkpoint() -> DeliveryVerdict {
        switch answer.status {
        case 200..<300:
            return impossible() ?? .accepted
        case 409:
            let conflict = error(.conflict, "compare the receiver's last checkpoint of this site with this journal")
            let text = String(decoding: answer.body, as: UTF8.self).trimmingNewline
            if answer.contentType == "text/x.tlog.size", let size = Int64(text), size >= 0 {
                let held = DeliveryError(
                    .conflict, place: place, cause: "it signed for \(size) entries of this log last",
                    mend: "what it lacks is sent; if it stays so, compare its last receipt with this journal")
                return .holds(size: size, held)
            }
            if let seq = AnswerBody(answer.body)?.missing { return .missing(from: seq, conflict) }
            return .refused(conflict, named: [:])
        case 404:
            return .refused(error(.refused, "see whether the receiver is a ledger and knows this site"), named: [:])
        case 403:
            return .refused(
                error(
                    .denied,
                    "see in the ledger's words whether it is this site's certificate, or its key, which is registered there"
                ), named: [:])
        case 422:
            return .refused(
                error(.conflict, "the ledger knows another history of this site; verify this journal"), named: [:])
        default:
            return common()
        }
    }

    func file() -> DeliveryVerdict {
        let body = AnswerBody(answer.body)
        switch answer.status {
        case 200..<300:
            if let impossible = impossible() { return impossible }
            guard let have = body?.have else {
                return .failed(
                    error(.nonsense, "see whether the receiver takes files; or set 'pictures' to none"),
                    retryAfterSeconds: nil)
            }
            return .has(bytes: have, isComplete: body?.complete ?? false)
        case 409:
            if let have = body?.have { return .has(bytes: have, isComplete: false) }
            return .refused(error(.conflict, "see the receiver's log"), named: [:])
        case 404:
            return .unknownEntry(error(.refused, "it is tried again by itself"))
        case 422:
            return .wrongDigest(error(.refused, "it is sent again from its beginning"))
        default:
            return common()
        }
    }

    /// What is no answer although it says that it is one.
    private func impossible() -> DeliveryVerdict? {
        if answer.isTruncated {
            return .failed(
                DeliveryError(
                    .nonsense, place: place,
                    cause: "it answered \(answer.status) with more than \(HTTPSTransport.bodyLimit) bytes",
                    mend: "see whether the URL belongs to a receiver of Karaula"), retryAfterSeconds: nil)
        }
        guard !answer.body.isEmpty, isPage else { return nil }
        return .failed(
            DeliveryError(
                .nonsense, place: place, cause: "it answered \(answer.status) with a web page, not as a receiver does",
                mend: "see whether a proxy or portal stands in between, and whether the URL is right"),
            retryAfterSeconds: nil)
    }

    private func common() -> DeliveryVerdict {
        switch answer.status {
        case 300..<400:
            return .failed(
                DeliveryError(
                    .redirected, place: place,
                    cause:
                        "it answered \(answer.status), pointing to '\(Self.printable(answer.location ?? "nowhere"))'",
                    mend: "redirections are never followed; put the final URL into the configuration"),
                retryAfterSeconds: nil)
        case 413:
            return .tooLarge(error(.tooLarge, "smaller requests are tried by themselves; or set batch"))
        case 408, 425:
            return .failed(error(.busy, "it is tried again by itself"), retryAfterSeconds: nil)
        case 429, 503:
            return .failed(
                error(.busy, "it is tried again by itself"), retryAfterSeconds: answer.retryAfterSeconds)
        case 400..<500:
            return .refused(error(.refused, mend), named: named)
        case 500..<600:
            return .failed(
                error(.busy, "it is tried again by itself; the receiver's log tells more"), retryAfterSeconds: nil)
        default:
            return .failed(
                error(.nonsense, "see whether the URL belongs to a receiver of Karaula"), retryAfterSeconds: nil)
        }
    }

    /// The entries that the receiver blames.
    private var named: [Int64: DeliveryError] {
        let refused = AnswerBody(answer.body)?.refused ?? []
        return Dictionary(
            refused.map { refusal in
                (
                    refusal.seq,
                    DeliveryError(
                        .refused, place: place, cause: Self.printable(refusal.cause ?? "it answered \(answer.status)"),
                        mend: Self.printable(refusal.mend ?? mend))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    private var mend: String {
        switch answer.status {
        case 401, 403: "see whether the receiver knows this site's client certificate"
        case 404, 405, 410: "see whether the path in the URL is right"
        default: "the receiver's log tells what it does not like"
        }
    }

    private func error(_ code: DeliveryError.Code, _ mend: String) -> DeliveryError {
        DeliveryError(code, place: place, cause: "it answered \(answer.status)\(excerpt)", mend: mend)
    }

    private var isPage: Bool {
        answer.contentType == "text/html" || answer.contentType == "application/xhtml+xml"
    }

    /// The beginning of a textual answer, so that the receiver's own words reach the log.
    private var excerpt: String {
        guard !answer.body.isEmpty, !isPage else { return "" }
        return ": \(Self.printable(String(decoding: answer.body.prefix(200), as: UTF8.self)))"
    }

    /// `text` on one line, without control characters: it comes from outside and goes into logs and terminals.
    static func printable(_ text: String) -> String {
        var clean = ""
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                clean += " "
            default:
                clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }
}

extension String {
    /// Without one newline at its end.
    fileprivate var trimmingNewline: String { last == "\n" ? String(dropLast()) : self }
}
