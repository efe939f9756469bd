/// Parts of MQTT topics from names that may hold anything.
enum MQTTTopic {
    /// `name` as one part of a topic: what separates parts (`/`), stands for others (`+`, `#`), or no broker takes (control
    /// characters, noncharacters) is percent-encoded, and so is `%` itself, so that two names never share a topic.
    ///
    /// MQTT 5, 1.5.4 and 4.7: U+0000 must not, control characters and noncharacters should not be in a topic. A `$` begins
    /// the broker's own topics, but only at the very beginning of a topic, where no part stands that came from outside.
    static func part(_ name: String) -> String {
        var part = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "/", "+", "#", "%": part += encoded(scalar)
            case _ where scalar.properties.generalCategory == .control: part += encoded(scalar)
            case _ where scalar.properties.isNoncharacterCodePoint: part += encoded(scalar)
            default: part.unicodeScalars.append(scalar)
            }
        }
        // No other name becomes this: a percent sign is always followed by digits elsewhere.
        return part.isEmpty ? "%" : part
    }

    private static func encoded(_ scalar: Unicode.Scalar) -> String {
        UTF8.encode(scalar).map { unit in
            unit.map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }.joined()
        } ?? ""
    }
}
