import Journal
import MerkleLog

/// What makes Home Assistant show a site and its cameras by itself: retained messages of MQTT discovery
/// (home-assistant.io, integrations/mqtt, "MQTT Discovery").
///
/// Pure. It announces nothing that the destination may not see: cameras by the entries that go there, pictures only if
/// snapshots do, watch states only if their `state` does.
package struct HomeAssistant: Sendable {
    private let messages: MQTTMessages
    private let prefix: String
    private let site: String
    private let disclosure: Disclosure

    /// - Parameters:
    ///   - messages: where the site says what.
    ///   - source: the `source` of the site's events.
    ///   - prefix: Home Assistant's discovery prefix.
    ///   - disclosure: what the destination may see.
    package init(messages: MQTTMessages, source: String, prefix: String, disclosure: Disclosure) {
        self.messages = messages
        self.prefix = prefix
        self.disclosure = disclosure
        site = LogOrigin(parsing: source)?.site ?? source
    }

    /// What announces the site: whether it is connected.
    package var ofSite: [MQTTMessage] {
        [
            announcement(
                of: "binary_sensor", "connection",
                [
                    "name": "Connection", "device_class": "connectivity", "entity_category": "diagnostic",
                    "state_topic": .string(messages.statusTopic),
                    "value_template": "{{ 'ON' if value_json.state == 'online' else 'OFF' }}",
                ], isAlwaysAvailable: true)
        ]
    }

    /// What announces a camera: its alarms, whether it sees, and its newest snapshot.
    ///
    /// The name becomes part of a template. Those with characters that mean something there are not announced.
    package func ofCamera(_ camera: String) -> [MQTTMessage] {
        guard Self.isPlain(camera) else { return [] }
        let name = Self.identifier(camera)
        var announcements = [
            announcement(
                of: "event", "\(name)-alarm",
                [
                    "name": .string("\(camera) alarm"), "event_types": ["alarm"],
                    "state_topic": .string(messages.eventTopic(.eventOpened)),
                    "value_template": .string(
                        "{% if value_json.subject == '\(camera)' %}"
                            + "{{ dict(value_json.data.payload, event_type='alarm') | tojson }}{% endif %}"),
                ])
        ]
        if disclosure.shows("state", of: .watchChanged) {
            announcements.append(
                announcement(
                    of: "binary_sensor", "\(name)-sight",
                    [
                        "name": .string("\(camera) does not see"), "device_class": "problem",
                        "state_topic": .string(messages.eventTopic(.watchChanged)),
                        "value_template": .string(
                            "{% if value_json.subject == '\(camera)' %}"
                                + "{{ 'OFF' if value_json.data.payload.state == 'watching' else 'ON' }}{% endif %}"),
                    ]))
        }
        if disclosure.pictures != .none {
            announcements.append(
                announcement(
                    of: "image", "\(name)-snapshot",
                    [
                        "name": .string("\(camera) snapshot"), "content_type": "image/jpeg",
                        "image_topic": .string(messages.snapshotTopic(camera)),
                    ]))
        }
        return announcements
    }

    private func announcement(
        of component: String, _ name: String, _ members: [String: CanonicalValue], isAlwaysAvailable: Bool = false
    ) -> MQTTMessage {
        let device = "karaula-\(Self.identifier(site))"
        var members = members
        members["unique_id"] = .string("\(device)-\(name)")
        members["device"] = [
            "identifiers": [.string(device)], "name": .string("Karaula \(site)"), "manufacturer": "Karaula",
        ]
        if !isAlwaysAvailable {
            members["availability_topic"] = .string(messages.statusTopic)
            members["availability_template"] = "{{ value_json.state }}"
        }
        return MQTTMessage(
            topic: "\(prefix)/\(component)/\(device)/\(name)/config",
            payload: CanonicalValue.object(members).canonicalBytes, contentType: "application/json", isRetained: true)
    }

    /// `name` in the letters that discovery allows; two names never become the same.
    static func identifier(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "_" + String(Int(byte) + 256, radix: 16).dropFirst()
            }
        }
        return text
    }

    private static func isPlain(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._- ".unicodeScalars.contains(scalar)
        }
    }
}
