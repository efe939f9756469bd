public import Imaging

/// One moving object followed through frames.
public struct Track: Sendable, Hashable {
    /// How sure the tracker is, and what the object does.
    public enum State: String, Sendable, CaseIterable {
        /// Seen, not yet believed.
        case tentative
        /// Believed to be a real object that moves.
        case confirmed
        /// A confirmed track that no longer moves: still an object, no longer motion.
        case stopped
    }

    /// Counts up from 1 in one detector; never used twice.
    public var id: Int
    /// How sure, and whether it moves.
    public var state: State
    /// Where it is in this frame.
    public var box: NormalizedBox

    /// Makes a track from its parts.
    public init(id: Int, state: State, box: NormalizedBox) {
        self.id = id
        self.state = state
        self.box = box
    }
}
