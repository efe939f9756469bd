public import Journal
public import Timekeeping

/// What happens to a delivery machine.
public enum DeliveryEvent: Sendable, Hashable {
    /// What is written down of the destination was read, asked for by ``DeliveryAction/open``.
    case opened(DeliveryOpening)
    /// The journal's newest entry is `head`; its newest checkpoint is of `checkpoint` entries, 0 for none.
    case committed(head: Int64, checkpoint: Int64)
    /// Entries were read, asked for by ``DeliveryAction/load(_:_:)``.
    ///
    /// `entries` are those the destination wants, in the order of `seq`; `scannedThrough` is the last `seq` that was
    /// looked at, wanted or not, and is not beyond where the load was to begin if there was none.
    case loaded(Lane, entries: [PendingEntry], scannedThrough: Int64)
    /// A file was looked for, asked for by ``DeliveryAction/loadFile(_:after:through:)``; `scannedThrough` is the last `seq`
    /// before the file's that was looked at, or the last of all if no file was found.
    case fileLoaded(Lane, PendingFile?, scannedThrough: Int64)
    /// The request came to this.
    case answered(DeliveryVerdict)
    /// What was to be sent is not there: no checkpoint to submit, or an entry that is sent again by hand is gone.
    case nothingToSend
    /// Everything of the last actions is written down.
    case recorded
    /// The journal did not do what the last actions asked for; those behind the failed one were not carried out.
    case journalFailed(DeliveryError)
    /// The time of ``DeliveryAction/wake(at:)`` has come: it is at least so late.
    case tick(MonotonicTime)
    /// The link may be back: a route appeared, or another destination was reached.
    case linkReturned
    /// A person wants the next attempt now.
    case retryNow
    /// A person wants a quarantined entry, or its file, to be sent again.
    case retry(Lane, seq: Int64)
    /// Nothing but calls for assistance is sent until then; `nil` ends that.
    case paused(until: MonotonicTime?)
}
