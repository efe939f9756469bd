package import Timekeeping

/// The walks through pages of entries that are under way: pure.
///
/// The first page of a walk is noted in the audit; those that follow are read under the same grant. They name the walk by its
/// token; a page that does not, but begins where a walk of the same process and for the same query stands, goes on with that
/// walk, so that a client which asks for pages until one is empty comes to an end. Invariants: a walk shows only what its
/// first page asked for, to the same person (user and login: people share users), and without its token only to the same
/// process; nothing that was written after it began, so that no walk reads for ever what nobody noted; a walk that was noted as one that follows may go over into one stream, once; walks end
/// after `idleSeconds` without a page and `longestSeconds` in all; at most `limit` are remembered, the newest.
package struct Walks<Grant: Sendable>: Sendable {
    /// Seconds after which a walk ends that nobody goes on with.
    package static var idleSeconds: Double { 300 }
    /// Seconds after which a walk ends in any case.
    package static var longestSeconds: Double { 3600 }
    /// How many walks are remembered.
    package static var limit: Int { 256 }

    private struct Walk {
        var peer: Peer
        var query: EntryQuery
        var grant: Grant
        var last: Int64
        var reached: Int64
        var mayFollow: Bool
        var began: MonotonicTime
        var touched: MonotonicTime
        var number: Int
    }

    private var walks: [String: Walk] = [:]
    private var count = 0

    /// Remembers nothing yet.
    package init() {}

    /// Remembers a walk whose first page was noted.
    ///
    /// - Parameters:
    ///   - token: by which it goes on; nobody must be able to guess it.
    ///   - query: what the first page asked for.
    ///   - last: the last entry that belongs to the walk.
    ///   - reached: the last entry of the first page.
    package mutating func begin(
        _ token: String, _ query: EntryQuery, by peer: Peer, under grant: Grant, upTo last: Int64,
        reached: Int64, at now: MonotonicTime
    ) {
        walks = walks.filter { !Self.isOver($0.value, now) }
        while walks.count >= Self.limit, let oldest = walks.min(by: { $0.value.number < $1.value.number }) {
            walks[oldest.key] = nil
        }
        count += 1
        walks[token] = Walk(
            peer: peer, query: query, grant: grant, last: last, reached: reached, mayFollow: query.follows, began: now,
            touched: now, number: count)
    }

    /// Goes on with a walk.
    ///
    /// - Returns: The grant and the last entry that may be shown; `nil` if there is no such walk of this person.
    /// - Throws: ``QueryError`` if another page is asked for than one of this walk.
    package mutating func next(
        _ token: String, _ query: EntryQuery, by peer: Peer, at now: MonotonicTime
    ) throws(QueryError) -> (grant: Grant, last: Int64)? {
        guard var walk = current(token, peer, now) else { return nil }
        guard query.isPage(of: walk.query) else {
            throw QueryError(
                key: "walk", cause: "only after (from \(walk.query.after) on) and limit may differ between its pages")
        }
        walk.touched = now
        walks[token] = walk
        return (walk.grant, walk.last)
    }

    /// The walk that a page without a token goes on with; `nil` if it is the first page of another.
    ///
    /// A page that gives another reason, or says for the first time that its client will follow, is to be noted anew.
    /// Nor does a process whose number the kernel does not tell, because it lives in another PID namespace.
    package func standing(at query: EntryQuery, by peer: Peer, at now: MonotonicTime) -> String? {
        guard peer.pid > 0 else { return nil }
        return walks.first { _, walk in
            walk.peer == peer && walk.reached == query.after && walk.query.filter == query.filter
                && walk.query.reason == query.reason && walk.query.follows == query.follows && !Self.isOver(walk, now)
        }?.key
    }

    /// Notes the last entry of a page; `nil` for an empty one, behind which there is nothing of this walk.
    package mutating func reach(_ token: String, _ seq: Int64?) {
        if let seq {
            walks[token]?.reached = seq
        } else if walks[token]?.mayFollow == false {
            walks[token] = nil
        }
    }

    /// Lets a walk go over into a stream of what comes after `seq`.
    ///
    /// - Returns: The grant; `nil` if there is no such walk of this person, it was not noted as one that follows, or it went
    ///   over already.
    package mutating func follow(_ token: String, after seq: Int64, by peer: Peer, at now: MonotonicTime) -> Grant? {
        guard let walk = current(token, peer, now), walk.mayFollow, seq >= walk.query.after else { return nil }
        walks[token]?.mayFollow = false
        return walk.grant
    }

    private func current(_ token: String, _ peer: Peer, _ now: MonotonicTime) -> Walk? {
        guard let walk = walks[token], walk.peer.isPerson(of: peer), !Self.isOver(walk, now) else { return nil }
        return walk
    }

    private static func isOver(_ walk: Walk, _ now: MonotonicTime) -> Bool {
        now.seconds(since: walk.touched) > idleSeconds || now.seconds(since: walk.began) > longestSeconds
    }
}
