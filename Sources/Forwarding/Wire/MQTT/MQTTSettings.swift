public import Journal

/// How a destination uses a broker.
public struct MQTTSettings: Sendable, Hashable {
    /// What every topic begins with; may have several parts.
    public var topicPrefix: String
    /// Further brokers (`mqtts://HOST:PORT`), tried in this order when the one before cannot be reached.
    public var fallbacks: [String]
    /// Seconds for which the broker remembers the session after the connection is gone, 0…604,800.
    public var sessionExpirySeconds: UInt32
    /// Seconds for which the connection may be gone before the broker says `offline` on the site's behalf, 0…3600; no longer
    /// than the session lasts.
    public var willDelaySeconds: UInt32
    /// Seconds for which a message of a lane waits at the broker for a subscriber that is away; `nil` or absent: for ever.
    public var messageExpirySeconds: [Lane: UInt32]
    /// Home Assistant's discovery prefix, usually `homeassistant`; `nil` announces nothing.
    public var homeAssistantPrefix: String?

    /// What is not said otherwise: a session of an hour, ten seconds of grace, alarms and snapshots for a day, the rest for an
    /// hour, and what may be about somebody's life for ever.
    public init(
        topicPrefix: String = "karaula", fallbacks: [String] = [], sessionExpirySeconds: UInt32 = 3600,
        willDelaySeconds: UInt32 = 10,
        messageExpirySeconds: [Lane: UInt32] = [.alarm: 86_400, .snapshots: 86_400, .routine: 3600],
        homeAssistantPrefix: String? = nil
    ) {
        self.topicPrefix = topicPrefix
        self.fallbacks = fallbacks
        self.sessionExpirySeconds = sessionExpirySeconds
        self.willDelaySeconds = willDelaySeconds
        self.messageExpirySeconds = messageExpirySeconds
        self.homeAssistantPrefix = homeAssistantPrefix
    }
}
