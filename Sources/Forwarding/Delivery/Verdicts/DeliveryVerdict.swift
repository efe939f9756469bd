public import Journal

/// What an attempt came to.
public enum DeliveryVerdict: Sendable, Hashable {
    /// The receiver has everything that was sent.
    case accepted
    /// The receiver refuses something in the request for good; `named` are the entries it says it is.
    case refused(DeliveryError, named: [Int64: DeliveryError])
    /// The same, because another entry is there under a number; `newest` is the newest entry that is there.
    case contradicted(newest: Int64, DeliveryError, named: [Int64: DeliveryError])
    /// The request was more than the receiver takes at once.
    case tooLarge(DeliveryError)
    /// The receiver has the lane only up to `after`.
    case resume(after: Int64, DeliveryError)
    /// The receiver signed the checkpoint, and the signature was verified.
    case cosigned(StoredReceipt)
    /// The receiver says that it signed, and it did not, or something else.
    case falseReceipt(DeliveryError)
    /// The receiver last signed a checkpoint of another size than was believed.
    case holds(size: Int64, DeliveryError)
    /// The receiver cannot sign, because it has not got the entries from `from` on.
    case missing(from: Int64, DeliveryError)
    /// The receiver has so many bytes of the file.
    case has(bytes: Int64, isComplete: Bool)
    /// The receiver does not know the entry that tells of the file, yet.
    case unknownEntry(DeliveryError)
    /// The receiver has all bytes of the file, and they are not what their digest says.
    case wrongDigest(DeliveryError)
    /// The file cannot be read here.
    case unreadable(DeliveryError)
    /// Nothing arrived for sure; the same request may succeed later.
    case failed(DeliveryError, retryAfterSeconds: Double?)
}
