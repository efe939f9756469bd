/// A reason code of MQTT 5 (2.4), and what it means for delivery.
package struct MQTTReason: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package var rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Below 128 a code is a success. 16 (nobody subscribes) is one as well: the broker has the message, which is all that a
    /// broker ever promises.
    package var isSuccess: Bool { rawValue < 0x80 }

    /// What a `PUBACK` with this code counts as among HTTP's statuses, by which the delivery machine judges.
    ///
    /// | code | status |
    /// |---|---|
    /// | below 128 | 200 |
    /// | 135 not authorised | 403 |
    /// | 144 topic name invalid, 153 payload format invalid | 422 |
    /// | 149 packet too large | 413 |
    /// | 151 quota exceeded, 150 message rate too high, 147 receive maximum exceeded | 429 |
    /// | 128, 131, 145 and anything else | 503 |
    package var status: Int {
        switch rawValue {
        case ..<0x80: 200
        case 0x87: 403
        case 0x90, 0x99: 422
        case 0x95: 413
        case 0x93, 0x96, 0x97: 429
        default: 503
        }
    }

    /// The name that the standard gives it.
    package var description: String {
        "\(Self.names[rawValue] ?? "reason unknown") (\(rawValue))"
    }

    private static let names: [UInt8: String] = [
        0x00: "success", 0x10: "no matching subscribers", 0x80: "unspecified error", 0x81: "malformed packet",
        0x82: "protocol error", 0x83: "implementation specific error", 0x84: "unsupported protocol version",
        0x85: "client identifier not valid", 0x86: "bad user name or password", 0x87: "not authorized",
        0x88: "server unavailable", 0x89: "server busy", 0x8A: "banned", 0x8B: "server shutting down",
        0x8C: "bad authentication method", 0x8D: "keep alive timeout", 0x8E: "session taken over",
        0x8F: "topic filter invalid", 0x90: "topic name invalid", 0x91: "packet identifier in use",
        0x93: "receive maximum exceeded", 0x94: "topic alias invalid", 0x95: "packet too large",
        0x96: "message rate too high", 0x97: "quota exceeded", 0x98: "administrative action",
        0x99: "payload format invalid", 0x9A: "retain not supported", 0x9B: "QoS not supported",
        0x9C: "use another server", 0x9D: "server moved", 0x9F: "connection rate exceeded",
    ]
}
