public import Journal

/// What one request with entries carries: entries of one lane in the order of `seq`, and each one's bytes as a CloudEvent.
///
/// The entries are as the destination may see them: what it must not see is gone from them already. A batch without
/// entries asks whether the receiver takes anything at all.
public struct DeliveryBatch: Sendable {
    /// The `source` of the events; see ``CloudEvents/source(of:)``.
    public var source: String
    /// The lane they are sent in.
    public var lane: Lane
    /// Everything of this lane up to here that the destination is to get was sent before.
    public var after: Int64
    /// The entries, in the order of `seq`.
    public var entries: [DisclosedEntry]
    /// Each entry as one ``CloudEvents`` event, for transports that send them so.
    public var events: [[UInt8]]
    /// The `traceparent` of the request (W3C Trace Context).
    public var traceParent: String?

    /// Makes a batch from entries and their events.
    public init(
        source: String, lane: Lane = .routine, after: Int64 = 0, entries: [DisclosedEntry], events: [[UInt8]],
        traceParent: String? = nil
    ) {
        self.source = source
        self.lane = lane
        self.after = after
        self.entries = entries
        self.events = events
        self.traceParent = traceParent
    }

    /// The events in batch form.
    public var body: [UInt8] { CloudEvents.batch(of: events) }
}
