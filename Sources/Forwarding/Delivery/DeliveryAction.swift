public import Journal
public import Timekeeping

/// What a delivery machine wants done; the answer to each is a ``DeliveryEvent``.
///
/// Actions are carried out in order; when the journal fails one, the rest are dropped and the machine is told.
public enum DeliveryAction: Sendable, Hashable {
    /// Read what is written down of the destination.
    case open
    /// Read entries of a lane.
    case load(Lane, Stretch)
    /// Send these entries of the lane in one request, and nothing else; none of them means an empty batch. Everything of
    /// the lane up to `after` was sent before.
    case send(Lane, [Int64], after: Int64)
    /// Read a quarantined entry again and send it alone.
    case resend(Lane, seq: Int64, after: Int64)
    /// Find the newest checkpoint of at most `size` entries and of more than the last receipt's, and submit it with the
    /// proof that it continues one of `old` entries.
    case submitCheckpoint(upTo: Int64, old: Int64)
    /// Find the first wanted file of the lane behind `after`, told of by an entry up to `through`.
    case loadFile(Lane, after: Int64, through: Int64)
    /// Send a piece of the file that was found; with `nil` ask how much of it the receiver has.
    case sendFile(offset: Int64?, count: Int)
    /// Write down that the receiver refuses this entry, or its file, for good.
    case quarantine(Lane, seq: Int64, reason: DeliveryError)
    /// Write down that the receiver took after all what it had refused.
    case release(Lane, seq: Int64)
    /// Move the cursor of a lane back.
    case rewind(Lane, to: Int64)
    /// Write down these summaries, as entries.
    case summarise([StormSummary])
    /// Move cursors forward, with the receipt if there is a new one; and say when all before is written down.
    case record([Lane: Int64], StoredReceipt?)
    /// Tell people, by an entry; nothing is answered.
    case tell(DeliveryNotice)
    /// Call again at this time with ``DeliveryEvent/tick``; takes the place of an earlier wish.
    case wake(at: MonotonicTime)

    /// Which entries are to be read.
    public enum Stretch: Sendable, Hashable {
        /// Up to `limit` entries behind `after`.
        case after(Int64, limit: Int)
        /// These; all others up to `through` are settled.
        case these([Int64], through: Int64)
    }
}
