import HTTPTypes
import Hummingbird
import MerkleLog
import NIOCore

/// The forms of the ledger's answers; all of them forbid caching.
enum LedgerAnswer {
    static func json(
        _ value: CanonicalValue, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> Response {
        var bytes = value.canonicalBytes
        bytes.append(0x0A)
        return body(ByteBuffer(bytes: bytes), type: "application/json", status: status, fields: fields)
    }

    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
        body(ByteBuffer(string: text), type: type, status: status, fields: [:])
    }

    /// A refusal: what is wrong, and what mends it.
    static func problem(
        _ status: HTTPResponse.Status, _ text: String, fields: HTTPFields = [:]
    ) -> Response {
        json(["error": .string(text)], status: status, fields: fields)
    }

    /// Why nothing can be taken now.
    static func problem(_ error: LedgerError) -> Response {
        let seconds: String =
            switch error.code {
            case .overloaded: "1"
            case .full: "60"
            default: "5"
            }
        return problem(.serviceUnavailable, error.description, fields: [.retryAfter: seconds])
    }

    private static func body(
        _ bytes: ByteBuffer, type: String, status: HTTPResponse.Status, fields: HTTPFields
    ) -> Response {
        var headers = fields
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: .init(byteBuffer: bytes))
    }
}

extension HTTPField.Name {
    static let karaulaLane = Self("Karaula-Lane")!  // a constant that is a token
    static let karaulaAfter = Self("Karaula-After")!  // a constant that is a token
    static let karaulaThrough = Self("Karaula-Through")!  // a constant that is a token
    static let karaulaSource = Self("Karaula-Source")!  // a constant that is a token
    static let reprDigest = Self("Repr-Digest")!  // a constant that is a token
}
