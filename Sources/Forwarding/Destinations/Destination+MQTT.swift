extension Destination {
    /// What is wrong with how a broker is to be used; empty if it is sound, or if the destination is no broker.
    var mqttProblems: [DeliveryError] {
        guard way == .mqtt else { return [] }
        var found: [DeliveryError] = []
        func report(_ key: String, _ cause: String, _ mend: String) {
            found.append(
                DeliveryError(.configuration, place: "destination '\(name)', \(key)", cause: cause, mend: mend))
        }
        for fallback in mqtt.fallbacks {
            if let problem = Self.addressProblem(of: fallback) {
                report("fallbacks", problem.cause, problem.mend)
            } else if MQTTBroker(url: fallback) == nil {
                report("fallbacks", "'\(fallback)' is no broker", "write it like mqtts://broker.example:8883")
            }
        }
        if let problem = Self.topicProblem(of: mqtt.topicPrefix) {
            report("topic", problem, "write it like karaula, or border/north/karaula")
        }
        if let prefix = mqtt.homeAssistantPrefix, let problem = Self.topicProblem(of: prefix) {
            report("home_assistant", problem, "it is homeassistant, unless Home Assistant was told otherwise")
        }
        if mqtt.sessionExpirySeconds > 604_800 {
            report("session_expiry", "\(mqtt.sessionExpirySeconds) s is more than a week", "1h is a good value")
        }
        if mqtt.willDelaySeconds > min(3600, mqtt.sessionExpirySeconds) {
            report(
                "will_delay", "\(mqtt.willDelaySeconds) s is longer than an hour, or than the session is kept",
                "10s is a good value")
        }
        if disclosure.pictures == .all {
            report("pictures", "a broker gets no recordings", "set it to snapshot, and send recordings to a ledger")
        }
        return found
    }

    private static func topicProblem(of prefix: String) -> String? {
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains(where: \.isEmpty) { return "'\(prefix)' has an empty part" }
        if prefix.hasPrefix("$") { return "'\(prefix)' begins with $, which is the broker's own" }
        if prefix.utf8.count > 256 { return "it is longer than 256 bytes" }
        // What a part of a topic may not hold is encoded elsewhere; here somebody wrote it and can write something else.
        if parts.contains(where: { MQTTTopic.part(String($0)) != $0 }) {
            return "'\(prefix)' holds +, #, % or a control character"
        }
        return nil
    }
}
