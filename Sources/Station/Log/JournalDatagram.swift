/// One line of the log as journald takes it over its own socket: fields, each with a name and a value. Pure.
///
/// The form is that of "Native Journal Protocol" (systemd.io/JOURNAL_NATIVE_PROTOCOL): `NAME=value` and an end of line, or for
/// a value with line ends, the name, an end of line, its length as 64 bits in little endian, and the value. Invariants: what a
/// value holds can make no other field; a datagram fits into the socket's buffer.
package struct JournalDatagram {
    /// The most bytes of one value; what is longer is cut.
    package static let longestValue = 8 << 10
    /// The most fields; what is more is left out.
    package static let mostFields = 20

    package private(set) var bytes: [UInt8] = []
    private var count = 0

    package init() {}

    /// Adds a field.
    ///
    /// - Parameters:
    ///   - name: of capital letters, digits and underscores; others are replaced (journald drops fields of other names).
    ///   - value: what it holds.
    package mutating func add(_ name: String, _ value: String) {
        guard count < Self.mostFields else { return }
        count += 1
        bytes += Self.name(name)
        var value = Array(value.utf8.prefix(Self.longestValue))
        // A character is never cut in the middle.
        while let last = value.last, last & 0xC0 == 0x80, String(validating: value, as: UTF8.self) == nil {
            value.removeLast()
        }
        if String(validating: value, as: UTF8.self) == nil, !value.isEmpty { value.removeLast() }
        if value.contains(0x0A) {
            bytes.append(0x0A)
            var length = UInt64(value.count)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: length))
                length >>= 8
            }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(0x0A)
    }

    private static func name(_ name: String) -> [UInt8] {
        name.utf8.prefix(64).map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): byte
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
            default: UInt8(ascii: "_")
            }
        }
    }
}
