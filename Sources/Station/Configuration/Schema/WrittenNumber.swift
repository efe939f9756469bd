/// Numbers as people write them into a configuration file, and back.
package enum WrittenNumber {
    /// Decimal digits with an optional minus and no leading zero.
    package static func integer(_ text: some StringProtocol) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit), digits == "0" || !digits.hasPrefix("0") else {
            return nil
        }
        return Int(text)
    }

    /// Digits with an optional minus and an optional fraction; nothing else, so neither `nan` nor `1e9` nor `0x10`.
    package static func decimal(_ text: some StringProtocol) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole == "0" || !whole.hasPrefix("0"), digits.utf8.count <= 24,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        return Double(text)
    }

    /// The shortest way to write a number.
    package static func decimal(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Seconds from `500ms`, `5s`, `2m`, `1h`, `30d` or plain `5`.
    package static func duration(_ text: String) -> Double? {
        let (number, unit) = split(text)
        guard let value = decimal(number) else { return nil }
        switch unit {
        case "", "s": return value
        case "ms": return value / 1000
        case "m", "min": return value * 60
        case "h": return value * 3600
        case "d": return value * 86_400
        default: return nil
        }
    }

    /// Seconds with the largest unit that needs no fraction; days from a week on, because 72 hours are known as such.
    package static func duration(_ seconds: Double) -> String {
        if seconds == 0 { return "0s" }
        if seconds >= 7 * 86_400, seconds.truncatingRemainder(dividingBy: 86_400) == 0 {
            return "\(decimal(seconds / 86_400))d"
        }
        if seconds.truncatingRemainder(dividingBy: 3600) == 0 { return "\(decimal(seconds / 3600))h" }
        if seconds.truncatingRemainder(dividingBy: 60) == 0 { return "\(decimal(seconds / 60))m" }
        return seconds < 1 ? "\(decimal(seconds * 1000))ms" : "\(decimal(seconds))s"
    }

    /// Bytes from `24MiB`, `100MB`, `2TB`, `512KiB` or plain `1048576`.
    package static func byteCount(_ text: String) -> Int? {
        let (number, unit) = split(text)
        let factors: [String: Double] = [
            "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824,
            "tb": 1e12, "tib": 1_099_511_627_776,
        ]
        guard let value = decimal(number), let factor = factors[unit.lowercased()] else { return nil }
        let bytes = value * factor
        return bytes >= 0 && bytes < 1e15 ? Int(bytes.rounded()) : nil
    }

    /// Bytes with the largest unit that needs no fraction.
    package static func byteCount(_ bytes: Int) -> String {
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes != 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }

    /// A number and the unit behind it, which a space may part.
    private static func split(_ text: String) -> (number: Substring, unit: Substring) {
        let end = text.firstIndex { $0.isLetter || $0 == " " } ?? text.endIndex
        return (text[..<end], text[end...].drop { $0 == " " })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
