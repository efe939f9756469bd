public import MerkleLog
public import Timekeeping

/// What is to become an entry; the journal adds `seq`, salt and digest when it commits.
public struct EntryDraft: Sendable, Hashable {
    /// What the entry tells of.
    public var kind: EntryKind
    /// The camera concerned, or `nil`.
    public var camera: String?
    /// When it happened.
    public var time: TimeReading
    /// The details: an object of whole numbers, texts and truth values.
    public var payload: CanonicalValue
    /// What the entry does to an event, or `nil` if it belongs to none.
    public var event: EventStep?

    /// Makes a draft.
    public init(
        kind: EntryKind, camera: String? = nil, time: TimeReading, payload: CanonicalValue = .object([:]),
        event: EventStep? = nil
    ) {
        self.kind = kind
        self.camera = camera
        self.time = time
        self.payload = payload
        self.event = event
    }
}
