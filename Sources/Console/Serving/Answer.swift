import HTTPTypes
import Hummingbird
import MerkleLog
import NIOCore

/// The forms of the console's answers; all of them forbid caching.
enum Answer {
    /// A body of one of the usual types.
    static func body(
        _ bytes: ByteBuffer, type: String, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> Response {
        Response(status: status, headers: headers(type: type, adding: fields), body: .init(byteBuffer: bytes))
    }

    /// A JSON object.
    static func json(_ value: CanonicalValue, status: HTTPResponse.Status = .ok) -> Response {
        body(ByteBuffer(string: value.canonicalText + "\n"), type: "application/json", status: status)
    }

    /// Entries in full, one a line.
    static func lines(_ entries: [EntryDocument], fields: HTTPFields = [:]) -> Response {
        var bytes = ByteBuffer()
        for entry in entries {
            bytes.writeBytes(entry.value.canonicalBytes)
            bytes.writeString("\n")
        }
        return body(bytes, type: "application/jsonl", fields: fields)
    }

    /// An error as RFC 9457 writes it: what is wrong, and what mends it.
    static func problem(
        _ status: HTTPResponse.Status, _ detail: String, fields: HTTPFields = [:]
    ) -> Response {
        let value = CanonicalValue.object([
            "type": .string("about:blank"), "status": .integer(Int64(status.code)),
            "title": .string(status.reasonPhrase), "detail": .string(detail),
        ])
        return body(
            ByteBuffer(string: value.canonicalText + "\n"), type: "application/problem+json", status: status,
            fields: fields)
    }

    /// A body without end.
    static func stream(
        type: String, _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(status: .ok, headers: headers(type: type, adding: [:]), body: .init(write))
    }

    /// A body of a known length that is written piece by piece.
    static func file(
        type: String, length: Int64, fields: HTTPFields = [:],
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: headers(type: type, adding: fields),
            body: ResponseBody(contentLength: Int(length), write))
    }

    /// The same answer, after which the connection is closed.
    static func closing(_ response: Response, _ channel: any Channel) -> Response {
        var response = response
        response.headers[.connection] = "close"
        let body = response.body
        let length = body.contentLength
        response.body = ResponseBody(contentLength: length) { writer in
            try await body.write(writer)
            channel.close(promise: nil)
        }
        return response
    }

    private static func headers(type: String, adding fields: HTTPFields) -> HTTPFields {
        var headers = fields
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return headers
    }
}
