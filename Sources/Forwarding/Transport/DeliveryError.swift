/// Why something did not reach a destination: where it went wrong, why, and what mends it.
public struct DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The destination is configured wrongly, or a certificate file is missing or unusable.
        case configuration
        /// The name does not resolve, or nothing listens there.
        case unreachable
        /// The answer was not complete in time.
        case timedOut = "timed-out"
        /// The receiver could not prove to be who it should be.
        case untrustedReceiver = "untrusted-receiver"
        /// The receiver does not accept our certificate.
        case identityRefused = "identity-refused"
        /// The connection ended before the answer was complete.
        case connectionLost = "connection-lost"
        /// The receiver refuses what was sent (a 4xx answer).
        case refused
        /// The receiver refuses whoever asks, or the place that is asked (401, 403, 404, 405, 407, 410).
        case denied
        /// The receiver says that the request is too large (413).
        case tooLarge = "too-large"
        /// The receiver asks for a later attempt (408, 425, 429, 5xx).
        case busy
        /// The receiver disagrees about what it already has (409).
        case conflict
        /// What the receiver gave as its receipt does not verify.
        case falseReceipt = "false-receipt"
        /// The receiver points elsewhere (3xx), which is never followed.
        case redirected
        /// The answer is none that a receiver would give.
        case nonsense
        /// The journal could not be read, or its cursor not be moved.
        case journal
        /// The delivery was given up because the forwarder stops.
        case cancelled
    }

    /// What kind of failure it is.
    public var code: Code
    /// Where: the destination, and the file or URL if one is to blame.
    public var place: String
    /// What went wrong.
    public var cause: String
    /// What to do about it.
    public var mend: String

    /// Makes an error from its parts.
    public init(_ code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause) (\(mend))" }
}
