import Forwarding
import Journal
import Timekeeping

/// Everything that any transport makes of an entry.
enum Wires {
    static let source = CloudEvents.source(of: "post 4")

    /// The bytes of a seen entry on every wire: CloudEvents, MQTT with its topics and properties, discovery, syslog; and what
    /// a log line would say of it.
    static func bytes(
        of entry: DisclosedEntry, file: DisclosedFile?, pixels: [UInt8], disclosure: Disclosure
    ) -> [UInt8] {
        let traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let event = CloudEvents.event(of: entry, source: source)
        var bytes = CloudEvents.batch(of: [event])
        let messages = MQTTMessages(source: source, settings: MQTTSettings(homeAssistantPrefix: "homeassistant"))
        let assistant = HomeAssistant(
            messages: messages, source: source, prefix: "homeassistant", disclosure: disclosure)
        var sent = assistant.ofSite
        for lane in Lane.allCases {
            sent.append(messages.event(entry, event: event, lane: lane, traceParent: traceParent))
        }
        if let camera = entry.camera { sent += assistant.ofCamera(camera) }
        if let file, let camera = file.entry.camera {
            sent.append(
                messages.snapshot(
                    seq: file.entry.seq, camera: camera, event: file.entry.event, bytes: pixels,
                    traceParent: traceParent))
        }
        for message in sent {
            bytes += message.payload
            bytes += "\(message.topic)\n\(message.contentType)\n\(message.properties)".utf8
        }
        for lane in Lane.ofEntries {
            bytes += SyslogMessage(source: source).frame(of: entry, lane: lane, traceParent: traceParent)
        }
        bytes += "\(entry)".utf8
        return bytes
    }
}
