import Timekeeping

/// How far a destination has signed, and what stands in the way of more.
struct CheckpointProgress: Sendable {
    /// The size that the newest verified receipt covers.
    var receiptSize: Int64 = 0
    /// When it was signed, as its signer says.
    var receiptSigned: UInt64 = 0
    /// The size that the destination is believed to have signed last; as a rule that of the receipt.
    var witnessSize: Int64 = 0
    var lastAttempt: MonotonicTime?
    var wait = JobWait()
    /// When people were last told of a false receipt.
    var lastNotice: MonotonicTime?
    /// From where on the destination said last that it misses entries, and when that was believed.
    var missing: (seq: Int64, at: MonotonicTime)?

    mutating func succeeded() {
        wait.succeeded()
        missing = nil
    }
}
