import Foundation

/// Where a broker is.
package struct MQTTBroker: Sendable, Hashable, CustomStringConvertible {
    /// Its host name or address, without brackets.
    package var host: String
    /// Its port.
    package var port: Int
    /// Whether the connection is encrypted; one that is not goes to a loopback address only.
    package var isEncrypted: Bool

    /// Reads `mqtts://HOST[:8883]`, or `mqtt://HOST[:1883]`; `nil` if it is neither.
    package init?(url: String) {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { return nil }
        switch parts.scheme?.lowercased() {
        case "mqtts": isEncrypted = true
        case "mqtt": isEncrypted = false
        default: return nil
        }
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? (isEncrypted ? 8883 : 1883)
    }

    /// The URL.
    package var description: String {
        "\(isEncrypted ? "mqtts" : "mqtt")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
