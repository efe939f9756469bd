/// What a receiver answered, cut down to what delivery needs and bounded in size.
public struct DeliveryAnswer: Sendable, Hashable {
    /// The HTTP status, or what a transport of another kind translates into one.
    public var status: Int
    /// Seconds after which the receiver wants to be asked again; not yet bounded.
    public var retryAfterSeconds: Double?
    /// Where a 3xx answer points.
    public var location: String?
    /// The media type of the body, lower case and without parameters.
    public var contentType: String?
    /// The body, at most ``HTTPSTransport/bodyLimit`` bytes.
    public var body: [UInt8]
    /// Whether the body was longer than what was kept of it.
    public var isTruncated: Bool

    /// Makes an answer from its parts.
    public init(
        status: Int,
        retryAfterSeconds: Double? = nil,
        location: String? = nil,
        contentType: String? = nil,
        body: [UInt8] = [],
        isTruncated: Bool = false
    ) {
        self.status = status
        self.retryAfterSeconds = retryAfterSeconds
        self.location = location
        self.contentType = contentType
        self.body = body
        self.isTruncated = isTruncated
    }
}
