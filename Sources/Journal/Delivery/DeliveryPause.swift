public import Timekeeping

/// A person's word that a destination is to get nothing but calls for assistance for a while.
public struct DeliveryPause: Sendable, Hashable {
    /// When it ends by itself.
    public var until: UTCTime
    /// Why, in the words of who paused it.
    public var reason: String

    /// Makes a pause.
    public init(until: UTCTime, reason: String) {
        self.until = until
        self.reason = reason
    }
}
