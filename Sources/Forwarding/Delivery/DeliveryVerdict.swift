/// What an attempt came to.
public enum DeliveryVerdict: Sendable, Hashable {
    /// The receiver has everything that was sent.
    case accepted
    /// The receiver refuses something in the request for good.
    case refused(DeliveryError)
    /// The request was more than the receiver takes at once.
    case tooLarge(DeliveryError)
    /// Nothing arrived for sure; the same request may succeed later.
    case failed(DeliveryError, retryAfterSeconds: Double?)
}
