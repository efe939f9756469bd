public import Imaging

/// One moving object followed through frames.
public struct Track: Sendable, Hashable {
    /// How sure the tracker is, and what the object does.
    public enum State: String, Sendable, CaseIterable {
        /// Seen, not yet believed; or believed, and not seen for the moment.
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
    /// Where it is in this frame, or where it is thought to be while it is not seen.
    public var box: NormalizedBox
    /// Why it is not believed, as long as it is tentative.
    public var doubt: Doubt?

    /// Makes a track from its parts.
    public init(id: Int, state: State, box: NormalizedBox, doubt: Doubt? = nil) {
        self.id = id
        self.state = state
        self.box = box
        self.doubt = doubt
    }
}
