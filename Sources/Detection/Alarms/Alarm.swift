public import Imaging

/// What a rule found: the beginning of something that a person should look at.
public struct Alarm: Sendable, Hashable {
    /// Counts up from 1 in one detector.
    public var id: Int
    /// The rule's name.
    public var rule: String
    /// `intrusion` or `crossing`: which condition it was.
    public var kind: Kind
    /// The zone or tripwire, if the rule has one.
    public var place: String?
    /// For a crossing, its direction.
    public var direction: Tripwire.Direction?
    /// The track that raised it.
    public var track: Int
    /// Where that track was when it was last seen.
    public var box: NormalizedBox
    /// When the alarm began, in nanoseconds on the frames' clock.
    public var began: Int64
    /// When its condition last held, in nanoseconds on the frames' clock.
    public var last: Int64
    /// How many different tracks have taken part so far.
    public var trackCount: Int

    /// The kinds of condition, by the name that events carry.
    public enum Kind: String, Sendable, CaseIterable {
        /// A track in a zone.
        case intrusion
        /// A track over a tripwire.
        case crossing
    }

    /// Makes an alarm from its parts.
    public init(
        id: Int, rule: String, kind: Kind, place: String?, direction: Tripwire.Direction?, track: Int,
        box: NormalizedBox, began: Int64, last: Int64, trackCount: Int
    ) {
        self.id = id
        self.rule = rule
        self.kind = kind
        self.place = place
        self.direction = direction
        self.track = track
        self.box = box
        self.began = began
        self.last = last
        self.trackCount = trackCount
    }
}
