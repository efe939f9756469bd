/// A strict parser of JSON without floating-point numbers.
///
/// Invariants: it reads each byte at most twice, recurses at most `CanonicalValue.maximumDepth` deep, and never reads
/// past the end.
struct CanonicalParser {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parseDocument() throws(CanonicalError) -> CanonicalValue {
        let value = try parseValue()
        skipSpace()
        guard at == bytes.count else { throw error("bytes after the end of the value") }
        return value
    }

    private func error(_ cause: String) -> CanonicalError { CanonicalError(offset: at, cause: cause) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func parseValue() throws(CanonicalError) -> CanonicalValue {
        skipSpace()
        guard let byte = next else { throw error("the value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(CanonicalError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(CanonicalError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "n"): return try parse(word: "null", as: .null)
        case UInt8(ascii: "t"): return try parse(word: "true", as: .bool(true))
        case UInt8(ascii: "f"): return try parse(word: "false", as: .bool(false))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseInteger()
        default: throw error("a value cannot begin with this byte")
        }
    }

    private mutating func nested(
        _ parse: (inout CanonicalParser) throws(CanonicalError) -> CanonicalValue
    ) throws(CanonicalError) -> CanonicalValue {
        guard depth < CanonicalValue.maximumDepth else {
            throw error("nested deeper than \(CanonicalValue.maximumDepth)")
        }
        depth += 1
        at += 1
        let value = try parse(&self)
        depth -= 1
        return value
    }

    private mutating func parse(word: String, as value: CanonicalValue) throws(CanonicalError) -> CanonicalValue {
        guard bytes[at...].starts(with: word.utf8) else { throw error("expected \(word)") }
        at += word.utf8.count
        return value
    }

    private mutating func parseInteger() throws(CanonicalError) -> CanonicalValue {
        let start = at
        let isNegative = take(UInt8(ascii: "-"))
        let digits = bytes[at...].prefix { (0x30...0x39).contains($0) }
        guard let first = digits.first else { throw error("a minus sign without digits") }
        guard first != 0x30 || (digits.count == 1 && !isNegative) else {
            throw error("a number begins with a zero or is minus zero")
        }
        at += digits.count
        if let byte = next, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            throw error("fractions and exponents are not allowed here: use whole numbers")
        }
        guard let value = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            at = start
            throw error("the number does not fit 64 bits")
        }
        return .integer(value)
    }

    private mutating func parseArray() throws(CanonicalError) -> CanonicalValue {
        var elements: [CanonicalValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw error("expected a comma or the end of the array") }
        }
    }

    private mutating func parseObject() throws(CanonicalError) -> CanonicalValue {
        var members: [String: CanonicalValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            let keyAt = at
            guard next == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
            let key = try parseString()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("expected a colon after the key") }
            let value = try parseValue()
            guard members.updateValue(value, forKey: key) == nil else {
                throw CanonicalError(offset: keyAt, cause: "the key appears twice in one object")
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw error("expected a comma or the end of the object") }
        }
    }

    private mutating func parseString() throws(CanonicalError) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw CanonicalError(offset: start, cause: "the text is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20:
                at -= 1
                throw error("a control character must be escaped")
            default: text.append(byte)
            }
        }
        throw CanonicalError(offset: start, cause: "the text has no closing quote")
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(CanonicalError) {
        guard let byte = next else { throw error("an escape is cut off") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"):
            var unit = try parseUnit()
            if (0xD800..<0xDC00).contains(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try parseUnit()
                guard (0xDC00..<0xE000).contains(low) else { throw error("a lone surrogate") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw error("a lone surrogate") }
            text.append(contentsOf: String(Character(scalar)).utf8)
        default:
            at -= 1
            throw error("an escape that JSON does not have")
        }
    }

    private mutating func parseUnit() throws(CanonicalError) -> UInt32 {
        guard bytes.count - at >= 4 else { throw error("an escape is cut off") }
        var value: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("four hexadecimal digits must follow")
            }
            value = value << 4 | UInt32(digit)
        }
        at += 4
        return value
    }
}
