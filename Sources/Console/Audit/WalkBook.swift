import Synchronization
import Timekeeping

/// The walks of one console, with the system's clock and randomness.
final class WalkBook: Sendable {
    private let walks = Mutex(Walks<ReadGrant>())
    private let clock = ContinuousClock()
    private let began = ContinuousClock.now

    /// Begins a walk, whose first page ended with entry `reached`.
    ///
    /// - Returns: The token by which it goes on.
    func begin(_ query: EntryQuery, by peer: Peer, under grant: ReadGrant, upTo last: Int64, reached: Int64) -> String {
        var generator = SystemRandomNumberGenerator()
        let token = [generator.next(), generator.next()].map { String($0, radix: 36) }.joined()
        walks.withLock { $0.begin(token, query, by: peer, under: grant, upTo: last, reached: reached, at: now) }
        return token
    }

    /// Goes on with a walk; `nil` if there is no such walk of this person.
    func next(_ token: String, _ query: EntryQuery, by peer: Peer) throws -> (grant: ReadGrant, last: Int64)? {
        try walks.withLock { try $0.next(token, query, by: peer, at: now) }
    }

    /// The walk that a page without a token goes on with.
    func standing(at query: EntryQuery, by peer: Peer) -> String? {
        walks.withLock { $0.standing(at: query, by: peer, at: now) }
    }

    /// Notes the last entry of a page; `nil` for an empty one.
    func reach(_ token: String, _ seq: Int64?) { walks.withLock { $0.reach(token, seq) } }

    /// Lets a walk go over into a stream; `nil` if it cannot.
    func follow(_ token: String, after seq: Int64, by peer: Peer) -> ReadGrant? {
        walks.withLock { $0.follow(token, after: seq, by: peer, at: now) }
    }

    private var now: MonotonicTime {
        let (seconds, fraction) = (clock.now - began).components
        return MonotonicTime(nanoseconds: seconds * 1_000_000_000 + fraction / 1_000_000_000)
    }
}
