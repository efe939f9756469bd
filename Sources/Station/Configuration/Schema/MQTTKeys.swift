import Forwarding
import Journal

/// The keys of `destinations[].mqtt`.
enum MQTTKeys {
    private static let usual = MQTTSettings()

    static let topic = DefaultedKey(
        "topic", .topic, standard: usual.topicPrefix, "What every topic begins with; it may have several parts.")
    static let fallbacks = DefaultedKey(
        "fallbacks", .optional("none", .brokers), standard: nil,
        "Further brokers, tried in this order when the one before cannot be reached.")
    static let sessionExpiry = DefaultedKey(
        "session_expiry", .duration(0...604_800), standard: Double(usual.sessionExpirySeconds),
        "How long the broker remembers the session after the connection is gone.")
    static let willDelay = DefaultedKey(
        "will_delay", .duration(0...3600), standard: Double(usual.willDelaySeconds),
        "How long the connection may be gone before the broker says `offline`; no longer than `session_expiry`.")
    static let alarmExpiry = expiry("alarm_expiry", usual.messageExpirySeconds[.alarm], "an alarm")
    static let routineExpiry = expiry("routine_expiry", usual.messageExpirySeconds[.routine], "a routine entry")
    static let snapshotExpiry = expiry("snapshot_expiry", usual.messageExpirySeconds[.snapshots], "a snapshot")
    static let homeAssistant = DefaultedKey(
        "home_assistant", .optional("off", .topic), standard: nil,
        "Home Assistant's discovery prefix, usually `homeassistant`. `off`: nothing is announced.")

    static let section = ConfigurationSection(
        path: "destinations[].mqtt", meaning: "How a broker is used; only for `mqtts://`.",
        keys: [
            topic.declaration, fallbacks.declaration, sessionExpiry.declaration, willDelay.declaration,
            alarmExpiry.declaration, routineExpiry.declaration, snapshotExpiry.declaration,
            homeAssistant.declaration,
        ])

    private static func expiry(_ name: String, _ standard: UInt32?, _ what: String) -> DefaultedKey<Double?> {
        DefaultedKey(
            name, .optional("unlimited", .duration(1...604_800)), standard: standard.map(Double.init),
            "How long \(what) waits at the broker for a subscriber that is away. Calls for assistance wait for ever.")
    }
}
