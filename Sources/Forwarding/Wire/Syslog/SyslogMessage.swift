package import Journal
import MerkleLog
import Timekeeping

/// An entry as a syslog message (RFC 5424) in an octet-counted frame (RFC 5425, 4.3): a pure function of what the destination
/// may see.
///
/// Invariants: a frame is never longer than ``longestMessage`` and its length, so that receivers with their usual settings cut
/// nothing off; texts from outside cannot end a value, an element or a message before its time; nothing is there that is
/// not in the ``DisclosedEntry``, but for the site's name.
package struct SyslogMessage: Sendable {
    /// In bytes; what RFC 5425, 4.3.1 asks every receiver to take (SHOULD), and rsyslog's own default.
    package static let longestMessage = 8192
    /// The private enterprise number of documentation (RFC 5612): Karaula has none of its own.
    package static let enterprise = 32473
    /// `local0`.
    private static let facility = 16

    private let hostname: String
    private let source: String

    /// - Parameter source: the `source` of the events, which names the site.
    package init(source: String) {
        self.source = source
        let site = LogOrigin(parsing: source)?.site ?? source
        hostname = Self.printable(site, limit: 255)
    }

    /// The message of an entry, in its frame.
    package func frame(of entry: DisclosedEntry, lane: Lane, traceParent: String? = nil) -> [UInt8] {
        let message = message(of: entry, lane: lane, traceParent: traceParent)
        return Array("\(message.count) ".utf8) + message
    }

    /// `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA BOM MSG`.
    package func message(of entry: DisclosedEntry, lane: Lane, traceParent: String? = nil) -> [UInt8] {
        let priority = Self.facility * 8 + SyslogSeverity(of: entry, lane: lane).rawValue
        let kind = Self.printable(entry.kind.rawValue, limit: 32)
        var head = "<\(priority)>1 \(Self.timestamp(of: entry)) \(hostname) karaula - \(kind) "
        var parameters = [
            ("seq", String(entry.seq)), ("source", Self.cut(source, to: 1024)), ("lane", lane.rawValue),
            ("utc", entry.time.utc.rfc3339),
            ("boot", entry.time.boot.value), ("mono", String(entry.time.monotonic.nanoseconds)),
        ]
        if let camera = entry.camera { parameters.append(("camera", Self.cut(camera, to: 1024))) }
        if let event = entry.event { parameters.append(("event", String(event))) }
        if let traceParent { parameters.append(("traceparent", Self.cut(traceParent, to: 128))) }
        // All of this is bounded; the fields get what is left.
        let text = Self.text(of: entry)
        let fields = fields(of: entry.payload)
        let fixed = head.utf8.count + Self.element("karaula", parameters).utf8.count + text.count + 64
        let (kept, omitted) = Self.fitting(fields, within: Self.longestMessage - fixed)
        if omitted > 0 { parameters.append(("omitted", String(omitted))) }
        head += Self.element("karaula", parameters)
        if !kept.isEmpty { head += Self.element("payload", kept) }
        return Array(head.utf8) + [0x20] + text
    }

    /// UTC with the six digits that are allowed at most; the parameter `utc` has all nine.
    private static func timestamp(of entry: DisclosedEntry) -> String {
        let text = entry.time.utc.rfc3339
        guard text.utf8.count == 30, text.hasSuffix("Z") else { return "-" }
        return text.dropLast(4) + "Z"
    }

    /// The message for people: UTF-8, so it begins with a byte order mark (6.4).
    private static func text(of entry: DisclosedEntry) -> [UInt8] {
        var text = entry.kind.rawValue
        if let camera = entry.camera { text += " at \(camera)" }
        let details = ["alarm_kind", "rule", "place", "direction", "state", "reason"].compactMap { name in
            entry.payload[name]?.string.map { "\(name) \($0)" }
        }
        if !details.isEmpty { text += ": " + details.joined(separator: ", ") }
        return [0xEF, 0xBB, 0xBF] + cut(text, to: 1024).utf8
    }

    // MARK: Structured data

    /// The payload's leaves by their dotted names. Those whose names are no SD-NAME, or too long for one (6.3.3), are left
    /// out and counted.
    private func fields(of payload: CanonicalValue) -> [(name: String, value: String)?] {
        var fields: [(name: String, value: String)?] = []
        func collect(_ value: CanonicalValue, _ name: String) {
            switch value {
            case .object(let members):
                for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                    collect(member, name.isEmpty ? key : "\(name).\(key)")
                }
            case .array(let elements):
                for (index, element) in elements.enumerated() { collect(element, "\(name).\(index)") }
            case .null: break
            case .bool(let truth): fields.append(Self.isName(name) ? (name, truth ? "true" : "false") : nil)
            case .integer(let number): fields.append(Self.isName(name) ? (name, String(number)) : nil)
            case .string(let text): fields.append(Self.isName(name) ? (name, text) : nil)
            }
        }
        collect(payload, "")
        return fields
    }

    private static func fitting(
        _ fields: [(name: String, value: String)?], within limit: Int
    ) -> (kept: [(String, String)], omitted: Int) {
        var kept: [(String, String)] = []
        var left = limit
        for case (let name, let value)? in fields {
            let cost = name.utf8.count + escaped(value).utf8.count + 4
            guard cost <= left else { continue }
            left -= cost
            kept.append((name, value))
        }
        return (kept, fields.count - kept.count)
    }

    private static func element(_ name: String, _ parameters: [(String, String)]) -> String {
        parameters.reduce(into: "[\(name)@\(enterprise)") { text, parameter in
            text += " \(parameter.0)=\"\(escaped(parameter.1))\""
        } + "]"
    }

    /// `"`, `\` and `]` with a backslash before them (6.3.3); everything else stays as it is, line breaks included, because
    /// octets are counted.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" || scalar == "]" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// SD-NAME: 1 to 32 printable ASCII characters without `=`, space, `]` and `"`.
    private static func isName(_ name: String) -> Bool {
        (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"=]\"".utf8.contains($0) }
    }

    // MARK: Header

    /// Printable ASCII without spaces, `-` if nothing is left; anything else is percent-encoded.
    private static func printable(_ name: String, limit: Int) -> String {
        var text = ""
        for byte in name.utf8 {
            let next: String
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                next = String(Unicode.Scalar(byte))
            } else {
                next = "%" + String(Int(byte) + 256, radix: 16, uppercase: true).dropFirst()
            }
            guard text.utf8.count + next.utf8.count <= limit else { break }
            text += next
        }
        return text.isEmpty ? "-" : text
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var kept = ""
        for character in text {
            guard kept.utf8.count + character.utf8.count <= limit - 3 else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
