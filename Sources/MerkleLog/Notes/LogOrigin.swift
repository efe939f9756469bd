/// Which log: `urn:karaula:SITE`, and `urn:karaula:SITE:N` for the Nth log of a site whose earlier ones were set aside.
///
/// It is the first line of a log's checkpoints, the name of its key, and the `source` of its events upstream. (source, seq)
/// names an entry for good, so a log that begins anew with entry 1 must have another source.
public struct LogOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The site's name.
    public var site: String
    /// Which log of the site, from 1.
    public var generation: Int64

    /// Names a log.
    public init(site: String, generation: Int64 = 1) {
        self.site = site
        self.generation = max(1, generation)
    }

    private static let prefix = "urn:karaula:"

    /// The URN; whatever of the site's name a URN may not hold is percent-encoded.
    public var description: String {
        var urn = Self.prefix
        for byte in site.utf8 {
            if Self.isPlain(byte) {
                urn.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                urn += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return generation > 1 ? "\(urn):\(generation)" : urn
    }

    /// Reads a URN; `nil` if it names no log, or not in the one form that sites send.
    public init?(parsing urn: String) {
        guard urn.hasPrefix(Self.prefix) else { return nil }
        let parts = urn.dropFirst(Self.prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2, let site = Self.decoded(name) else { return nil }
        var generation: Int64 = 1
        if parts.count == 2 {
            guard let number = Int64(parts[1]), number > 1, String(number) == parts[1] else { return nil }
            generation = number
        }
        self.init(site: site, generation: generation)
        guard description == urn else { return nil }
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard isPlain(byte) else { return nil }
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
