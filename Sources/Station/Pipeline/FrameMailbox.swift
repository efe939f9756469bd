package import Imaging
import Synchronization

/// One camera's hand-over of frames from capture to analysis: the newest frame replaces the one that waits.
///
/// Three slots, so that neither side ever waits: one is being filled, one waits, one is being looked at. Invariants:
/// - a slot is never written while it is being looked at;
/// - what is taken is always the newest complete frame;
/// - a frame that was replaced before it was looked at is counted;
/// - once every slot has held the largest frame, nothing is allocated.
///
/// `@unchecked Sendable` is true because the two state words lie behind a lock, and each slot's bytes belong to exactly
/// one side at a time: to the producer until `put` publishes it, to the consumer from `take` until the next `take`.
package final class FrameMailbox: @unchecked Sendable {  // slots change owner under the lock, see above
    private struct Owners {
        var waiting: Int?
        var taken: Int?
        var replaced: UInt64 = 0
    }

    private let slots = [MailboxSlot(), MailboxSlot(), MailboxSlot()]
    private let owners = Mutex(Owners())

    /// Makes an empty mailbox.
    package init() {}

    /// Copies a frame in. Called by one producer at a time.
    package func put(_ frame: MaskedFrame, timestamp: Int64, epoch: UInt64) {
        let free: Int = owners.withLock { owners in
            // Two slots at most are owned, so that one of three is always free.
            (0..<3).first { index in index != owners.waiting && index != owners.taken } ?? 0
        }
        slots[free].fill(from: frame, timestamp: timestamp, epoch: epoch)
        owners.withLock { owners in
            if owners.waiting != nil { owners.replaced += 1 }
            owners.waiting = free
        }
    }

    /// The newest frame that was not taken yet; it stays valid until the next call. Called by one consumer at a time.
    package func take() -> MailboxSlot? {
        let index = owners.withLock { owners -> Int? in
            guard let waiting = owners.waiting else { return nil }
            owners.taken = waiting
            owners.waiting = nil
            return waiting
        }
        return index.map { slots[$0] }
    }

    /// Frames that a newer one replaced before they were looked at.
    package var replaced: UInt64 { owners.withLock { $0.replaced } }
}
