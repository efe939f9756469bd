/// What the delivery machine needs to know of an entry that waits to be sent.
public struct PendingEntry: Sendable, Hashable {
    /// The entry's number.
    public var seq: Int64
    /// The size of the entry in a batch, in bytes.
    public var byteCount: Int
    /// What it is to an alarm, in the alarm lane; `nil` for what is never folded.
    public var alarm: AlarmStep?

    /// Names an entry and its size.
    public init(seq: Int64, byteCount: Int, alarm: AlarmStep? = nil) {
        self.seq = seq
        self.byteCount = byteCount
        self.alarm = alarm
    }
}
