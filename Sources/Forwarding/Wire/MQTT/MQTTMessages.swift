package import Journal
import MerkleLog
package import Timekeeping

/// What a site says to a broker: a pure function of entries as a destination may see them.
///
/// Invariant: nothing goes into a topic, a property or a payload that does not come from a ``DisclosedEntry``, a
/// ``DisclosedFile``, the site's name or the settings.
package struct MQTTMessages: Sendable {
    private let settings: MQTTSettings
    private let source: String
    private let site: String
    private let root: String

    /// - Parameters:
    ///   - source: the `source` of the events, which names the site.
    package init(source: String, settings: MQTTSettings) {
        self.source = source
        self.settings = settings
        site = LogOrigin(parsing: source)?.site ?? source
        root = "\(settings.topicPrefix)/\(MQTTTopic.part(site))"
    }

    /// Where it is said whether the site is there.
    package var statusTopic: String { "\(root)/status" }

    /// Where events of `kind` go.
    package func eventTopic(_ kind: EntryKind) -> String { "\(root)/events/\(kind.rawValue)" }

    /// Where the snapshots of `camera` go.
    package func snapshotTopic(_ camera: String) -> String { "\(root)/snapshot/\(MQTTTopic.part(camera))" }

    /// That the site is there, or that it is not.
    ///
    /// - Parameters:
    ///   - state: which of the two.
    ///   - reason: `stopped`, or for the last will `lost`.
    ///   - time: when that became so; for the last will, when the connection began that is lost.
    package func status(_ state: PresenceState, reason: String? = nil, since time: UTCTime) -> MQTTMessage {
        var members: [String: CanonicalValue] = [
            "site": .string(site), "source": .string(source), "state": .string(state.rawValue),
        ]
        members[reason == "lost" ? "connected" : "time"] = .string(time.rfc3339)
        if let reason { members["reason"] = .string(reason) }
        return MQTTMessage(
            topic: statusTopic, payload: CanonicalValue.object(members).canonicalBytes, contentType: "application/json",
            properties: properties(), isRetained: true)
    }

    /// An entry as a CloudEvent in structured mode (CloudEvents MQTT binding, 3.2).
    ///
    /// - Parameter event: its bytes, as ``CloudEvents`` makes them.
    package func event(_ entry: DisclosedEntry, event: [UInt8], lane: Lane, traceParent: String?) -> MQTTMessage {
        MQTTMessage(
            topic: eventTopic(entry.kind), payload: event, contentType: "application/cloudevents+json",
            properties: properties(seq: entry.seq, traceParent: traceParent),
            expirySeconds: settings.messageExpirySeconds[lane])
    }

    /// A snapshot, whole.
    package func snapshot(
        seq: Int64, camera: String, event: Int64?, bytes: [UInt8], traceParent: String?
    ) -> MQTTMessage {
        var properties = properties(seq: seq, traceParent: traceParent)
        if let event { properties.append(.init("event", String(event))) }
        return MQTTMessage(
            topic: snapshotTopic(camera), payload: bytes, contentType: "image/jpeg", isText: false,
            properties: properties, expirySeconds: settings.messageExpirySeconds[.snapshots])
    }

    private func properties(seq: Int64? = nil, traceParent: String? = nil) -> [MQTTMessage.Property] {
        var properties = [MQTTMessage.Property("site", MQTTTopic.part(site)), .init("source", source)]
        if let seq { properties.append(.init("seq", String(seq))) }
        if let traceParent { properties.append(.init("traceparent", traceParent)) }
        return properties
    }
}

/// Whether a site is there.
package enum PresenceState: String, Sendable {
    case online, offline
}
