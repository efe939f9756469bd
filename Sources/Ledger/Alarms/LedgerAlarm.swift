/// One alarm of the ledger's own.
public struct LedgerAlarm: Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// The log that it is about.
    public var source: String
    /// What kind.
    public var kind: AlarmKind
    /// When it was raised, in nanoseconds since 1970.
    public var raised: Int64
    /// When its reason was seen last.
    public var seen: Int64
    /// How often its reason was seen.
    public var count: Int64
    /// What was seen last.
    public var detail: String
    /// When it ended; `nil` while it lasts.
    public var ended: Int64?
    /// Why it ended: by itself, or by whose word.
    public var ending: String?

    /// Makes one from its parts.
    public init(
        id: Int64, source: String, kind: AlarmKind, raised: Int64, seen: Int64, count: Int64, detail: String,
        ended: Int64? = nil, ending: String? = nil
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.raised = raised
        self.seen = seen
        self.count = count
        self.detail = detail
        self.ended = ended
        self.ending = ending
    }
}
