public import Journal
public import Timekeeping

/// What is written down of a destination when its delivery begins.
public struct DeliveryOpening: Sendable, Hashable {
    /// Up to where each lane is settled.
    public var cursors: [Lane: Int64]
    /// The size that the newest receipt covers; 0 for none.
    public var receiptSize: Int64
    /// When the newest receipt was signed, as its signer says; 0 for none.
    public var receiptSigned: UInt64
    /// Quarantined entries that somebody wants to be sent again.
    public var retries: [Retry]
    /// Everything that is quarantined, whatever is to become of it.
    public var refused: [Retry] = []
    /// Until when it is paused.
    public var pausedUntil: MonotonicTime?

    /// A quarantined entry that is to be sent again.
    public struct Retry: Sendable, Hashable {
        /// The lane in which it was refused.
        public var lane: Lane
        /// The entry.
        public var seq: Int64

        /// Names one.
        public init(lane: Lane, seq: Int64) {
            self.lane = lane
            self.seq = seq
        }
    }

    /// Makes an opening; by default that of a destination that was never served.
    public init(
        cursors: [Lane: Int64] = [:], receiptSize: Int64 = 0, receiptSigned: UInt64 = 0, retries: [Retry] = [],
        pausedUntil: MonotonicTime? = nil
    ) {
        self.cursors = cursors
        self.receiptSize = receiptSize
        self.receiptSigned = receiptSigned
        self.retries = retries
        self.pausedUntil = pausedUntil
    }
}
