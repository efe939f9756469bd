import AsyncHTTPClient
import Console
import Journal
import MerkleLog
import NIOCore
import NIOHTTP1
import Timekeeping

/// Entries: in pages, and as they come.
extension DaemonSocket {
    /// Up to 1000 entries after `after` that `filter` lets pass, and the walk that they begin, if they begin one.
    func entries(
        after: Int64, matching filter: EntryFilter, reason: String?, follows: Bool, walk: String?
    ) async throws -> (entries: [EntryDocument], walk: String?) {
        var query = "after=\(after)&limit=\(EntryQuery.largestLimit)"
        for camera in (filter.cameras ?? []).sorted() { query += "&camera=\(Self.escaped(camera))" }
        for kind in (filter.kinds ?? []).map(\.rawValue).sorted() { query += "&kind=\(Self.escaped(kind))" }
        if let since = filter.since { query += "&since=\(since.rfc3339)" }
        if let until = filter.until { query += "&until=\(until.rfc3339)" }
        if let reason { query += "&reason=\(Self.escaped(reason))" }
        if follows { query += "&follow=true" }
        if let walk { query += "&walk=\(Self.escaped(walk))" }
        let response = try await ask("/v1/entries?\(query)", deadline: .now() + .seconds(30))
        let body = try await response.body.collect(upTo: 64 << 20)
        let entries = try body.readableBytesView.split(separator: 0x0A).map { line in
            try Self.document(Array(line), of: path)
        }
        return (entries, response.headers.first(name: "karaula-walk"))
    }

    /// Up to 1000 entries after `after` about steps of the site's clock, which tell of nobody.
    func steps(after: Int64) async throws -> [EntryDocument] {
        try await get("/v1/steps?after=\(after)").split(separator: 0x0A).map { line in
            try Self.document(Array(line), of: path)
        }
    }

    /// Follows the entries after `after`, until the connection ends.
    func follow(
        after: Int64, reason: String?, walk: String?, _ body: (EntryDocument) throws -> Void
    ) async throws {
        var uri = "/events?after=\(after)"
        if let reason { uri += "&reason=\(Self.escaped(reason))" }
        if let walk { uri += "&walk=\(Self.escaped(walk))" }
        let response = try await ask(uri, deadline: .distantFuture)
        var parser = ServerSentEventParser()
        for try await chunk in response.body {
            for message in try parser.feed(chunk.readableBytesView) {
                try body(try Self.document(Array(message.data.utf8), of: path))
            }
        }
    }
}
