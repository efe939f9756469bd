import AsyncHTTPClient
import Foundation
import Journal
import NIOCore
import NIOHTTP1

/// What a request of delivery is in HTTP.
struct HTTPRequest {
    let request: HTTPClientRequest

    init(_ delivery: DeliveryRequest, to destination: Destination) {
        switch delivery {
        case .entries(let batch): request = Self.entries(batch, destination)
        case .checkpoint(let submission): request = Self.checkpoint(submission, destination)
        case .file(let chunk): request = Self.file(chunk, destination)
        }
    }

    private static func entries(_ batch: DeliveryBatch, _ destination: Destination) -> HTTPClientRequest {
        var request = plain(.POST, destination.url, batch.traceParent)
        request.headers.add(name: "Content-Type", value: CloudEvents.mediaType)
        request.headers.add(name: "Karaula-Lane", value: batch.lane.rawValue)
        request.headers.add(name: "Karaula-After", value: "\(batch.after)")
        if batch.entries.isEmpty { request.headers.add(name: "Karaula-Source", value: batch.source) }
        let body = batch.body
        if destination.isCompressing, let compressed = Gzip.compressed(body) {
            request.headers.add(name: "Content-Encoding", value: "gzip")
            request.body = .bytes(ByteBuffer(bytes: compressed))
        } else {
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        return request
    }

    private static func checkpoint(_ submission: CheckpointSubmission, _ destination: Destination)
        -> HTTPClientRequest
    {
        var request = plain(.POST, sibling("checkpoint", of: destination.url), submission.traceParent)
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(bytes: submission.body))
        return request
    }

    private static func file(_ chunk: FileChunk, _ destination: Destination) -> HTTPClientRequest {
        var request = plain(.PUT, sibling("files/\(chunk.seq)", of: destination.url), chunk.traceParent)
        request.headers.add(name: "Content-Type", value: chunk.mediaType)
        request.headers.add(name: "Content-Range", value: chunk.contentRange)
        request.headers.add(name: "Repr-Digest", value: chunk.digest)
        request.headers.add(name: "Karaula-Source", value: chunk.source)
        request.body = .bytes(ByteBuffer(bytes: chunk.bytes))
        return request
    }

    private static func plain(_ method: HTTPMethod, _ url: String, _ traceParent: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "karaula")
        if let traceParent { request.headers.add(name: "traceparent", value: traceParent) }
        return request
    }

    /// `url` with another last component in its path; a query stays.
    static func sibling(_ name: String, of url: String) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        let path = parts.percentEncodedPath
        let stem = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        parts.percentEncodedPath = stem + name
        return parts.string ?? url
    }
}
