public import Timekeeping

/// An entry, or the file that it tells of, that a destination refuses while it takes others.
public struct QuarantineRecord: Sendable, Hashable {
    /// What is to become of it.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// It waits for somebody to decide.
        case held
        /// Somebody wants it to be sent again.
        case retrying
        /// Somebody decided that the destination does without it.
        case dropped
    }

    /// The destination that refuses it.
    public var destination: String
    /// The entry.
    public var seq: Int64
    /// The lane in which it was sent.
    public var lane: Lane
    /// What kind of refusal it was, in a word.
    public var code: String
    /// Why the destination refused it.
    public var reason: String
    /// What is to become of it.
    public var state: State
    /// When it was refused last.
    public var refused: UTCTime

    /// Makes a record from its parts.
    public init(
        destination: String, seq: Int64, lane: Lane, code: String, reason: String, state: State = .held,
        refused: UTCTime
    ) {
        self.destination = destination
        self.seq = seq
        self.lane = lane
        self.code = code
        self.reason = reason
        self.state = state
        self.refused = refused
    }
}
