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
    /// Before this no checkpoint is submitted.
    var notBefore: MonotonicTime?
    var failures = 0
    var error: DeliveryError?
    /// When people were last told of a false receipt.
    var lastNotice: MonotonicTime?
    /// From where on the destination said last that it misses entries.
    var lastMissing: Int64?

    mutating func retryNow() { notBefore = nil }

    mutating func succeeded() {
        failures = 0
        error = nil
        notBefore = nil
        lastMissing = nil
    }
}
