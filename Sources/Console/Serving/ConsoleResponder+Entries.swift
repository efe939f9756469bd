import HTTPTypes
import Hummingbird
import Journal
import MerkleLog
import NIOCore
import Station
import Timekeeping

/// Entries: a page at a time, and as they come.
extension ConsoleResponder {
    /// How far back a stream may begin over TCP, in nanoseconds of UTC: an hour.
    private static let recentNanoseconds: Int64 = 3_600_000_000_000
    /// How many entries back a stream may begin over TCP, whatever UTC says.
    private static let recentEntries: Int64 = 1000

    /// A page. The first one of a walk is noted in the audit; its answer names the walk, and the pages that follow say so.
    func entries(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let query = try EntryQuery(parameters(request))
        let peer = try await audit.peer(on: context.channel)
        let walk = query.walk ?? walks.standing(at: query, by: peer)
        let grant: ReadGrant
        let last: Int64
        if let walk {
            guard let walked = try walks.next(walk, query, by: peer) else {
                return Answer.problem(.gone, "there is no such walk, or it is over; ask again without `walk`")
            }
            (grant, last) = walked
        } else {
            grant = try await audit.grant(.entries(query), to: peer)
            // The walk sees the journal as it was before it was noted, and so it has an end.
            last = grant.entry - 1
        }
        var filter = query.filter
        filter.last = last
        let found = try await reads.entries(after: query.after, limit: query.limit, matching: filter, under: grant)
        var fields = HTTPFields()
        if let walk {
            walks.reach(walk, found.last?.seq)
        } else if let reached = found.last?.seq ?? (query.follows ? query.after : nil) {
            fields[.karaulaWalk] = walks.begin(query, by: peer, under: grant, upTo: last, reached: reached)
        }
        return Answer.lines(found, fields: fields)
    }

    /// What comes, for as long as the client stays; over the socket noted once for each stream, when it begins.
    func events(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let head = journal.head
        let query = try StreamQuery(parameters(request), lastEventID: request.headers[.lastEventID], on: door)
        guard (query.after ?? head) <= head else {
            return Answer.problem(
                .badRequest,
                "the journal ends with entry \(head), so there is nothing after \(query.after ?? head); ask again without"
            )
        }
        guard request.method == .get else { return Answer.body(ByteBuffer(), type: "text/event-stream") }
        guard let slot = slots.take() else {
            return Answer.problem(
                .serviceUnavailable,
                "\(configuration.streamLimit) streams are open, and more are not served; try later",
                fields: [.retryAfter: "5"])
        }
        var view = EventStream.View.outline
        var start = query.after ?? head
        if door.isSocket {
            let grant = try await self.grant(query, context)
            view = .full(grant)
            // What comes from now on begins behind the entry that says who follows it.
            if query.after == nil { start = max(start, grant.entry) }
        } else if start < head {
            // Who asks here is not noted: a client may take up what a break cost it, and not read the history.
            let now = status.status().taken.utc.nanoseconds
            start = try await reads.recentStart(
                after: start, since: UTCTime(nanoseconds: now &- Self.recentNanoseconds), atMost: Self.recentEntries)
        }
        let stream = EventStream(
            journal: journal, reads: reads, view: view, start: start,
            heartbeat: .seconds(configuration.heartbeatSeconds))
        return Answer.stream(type: "text/event-stream") { writer in
            defer { withExtendedLifetime(slot) {} }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await stream.send(to: &writer)
            }
            try await writer.finish(nil)
        }
    }

    private func grant(_ query: StreamQuery, _ context: ConsoleContext) async throws -> ReadGrant {
        let peer = try await audit.peer(on: context.channel)
        if let walk = query.walk, let after = query.after, let grant = walks.follow(walk, after: after, by: peer) {
            return grant
        }
        return try await audit.grant(.stream(after: query.after, reason: query.reason), to: peer)
    }
}
