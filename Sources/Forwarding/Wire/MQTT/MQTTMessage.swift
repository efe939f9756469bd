/// One message as a broker gets it.
public struct MQTTMessage: Sendable, Hashable {
    /// The topic; every part that came from outside is safe, see ``MQTTTopic``.
    public var topic: String
    /// The bytes.
    public var payload: [UInt8]
    /// The media type, as the `Content Type` property.
    public var contentType: String
    /// Whether the payload is UTF-8 text, as the `Payload Format Indicator` property.
    public var isText: Bool
    /// The user properties, in their order.
    public var properties: [Property]
    /// Seconds after which the broker may throw it away undelivered; `nil` for never.
    public var expirySeconds: UInt32?
    /// Whether the broker keeps it for later subscribers.
    public var isRetained: Bool

    /// A user property.
    public struct Property: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// Makes a property.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a message from its parts.
    public init(
        topic: String, payload: [UInt8], contentType: String, isText: Bool = true, properties: [Property] = [],
        expirySeconds: UInt32? = nil, isRetained: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.contentType = contentType
        self.isText = isText
        self.properties = properties
        self.expirySeconds = expirySeconds
        self.isRetained = isRetained
    }
}
