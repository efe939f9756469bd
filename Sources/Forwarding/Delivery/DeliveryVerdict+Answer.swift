extension DeliveryVerdict {
    /// Judges an answer.
    ///
    /// Only a 2xx answer that a receiver could have given is an acknowledgement. A page of HTML under a 2xx is what
    /// captive portals and proxies give, and a body without end is no answer at all: believing either would lose
    /// entries, while asking again costs nothing, because receivers drop duplicates.
    ///
    /// - Parameters:
    ///   - answer: what came back.
    ///   - place: the destination, for errors.
    public init(of answer: DeliveryAnswer, from place: String) {
        func error(_ code: DeliveryError.Code, _ cause: String, _ mend: String) -> DeliveryError {
            DeliveryError(code, place: place, cause: cause, mend: mend)
        }
        let said = "it answered \(answer.status)\(Self.excerpt(of: answer))"
        switch answer.status {
        case 200..<300 where answer.isTruncated:
            self = .failed(
                error(
                    .nonsense, "it answered \(answer.status) with more than \(HTTPSTransport.bodyLimit) bytes",
                    "see whether the URL belongs to a receiver of Karaula"), retryAfterSeconds: nil)
        case 200..<300 where !answer.body.isEmpty && Self.isPage(answer.contentType):
            self = .failed(
                error(
                    .nonsense, "it answered \(answer.status) with a web page, not as a receiver does",
                    "see whether a proxy or portal stands in between, and whether the URL is right"),
                retryAfterSeconds: nil)
        case 200..<300:
            self = .accepted
        case 300..<400:
            self = .failed(
                error(
                    .redirected,
                    "it answered \(answer.status), pointing to '\(Self.printable(answer.location ?? "nowhere"))'",
                    "redirections are never followed; put the final URL into the configuration"),
                retryAfterSeconds: nil)
        case 413:
            self = .tooLarge(error(.tooLarge, said, "smaller batches are tried by themselves; or set batch"))
        case 409:
            self = .failed(
                error(.conflict, said, "compare what the receiver stores for this site with this journal"),
                retryAfterSeconds: answer.retryAfterSeconds)
        case 408, 425:
            self = .failed(error(.busy, said, "it is tried again by itself"), retryAfterSeconds: nil)
        case 429, 503:
            self = .failed(
                error(.busy, said, "it is tried again by itself"), retryAfterSeconds: answer.retryAfterSeconds)
        case 400..<500:
            self = .refused(error(.refused, said, Self.mend(of: answer.status)))
        case 500..<600:
            self = .failed(
                error(.busy, said, "it is tried again by itself; the receiver's log tells more"),
                retryAfterSeconds: nil)
        default:
            self = .failed(
                error(.nonsense, said, "see whether the URL belongs to a receiver of Karaula"),
                retryAfterSeconds: nil)
        }
    }

    private static func mend(of status: Int) -> String {
        switch status {
        case 401, 403: "see whether the receiver knows this site's client certificate"
        case 404, 405, 410: "see whether the path in the URL is right"
        default: "the receiver's log tells what it does not like"
        }
    }

    private static func isPage(_ contentType: String?) -> Bool {
        contentType == "text/html" || contentType == "application/xhtml+xml"
    }

    /// The beginning of a textual answer, so that the receiver's own words reach the log.
    private static func excerpt(of answer: DeliveryAnswer) -> String {
        guard !answer.body.isEmpty, !isPage(answer.contentType) else { return "" }
        return ": \(printable(String(decoding: answer.body.prefix(200), as: UTF8.self)))"
    }

    /// `text` on one line, without control characters: it comes from outside and goes into logs and terminals.
    private static func printable(_ text: String) -> String {
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
