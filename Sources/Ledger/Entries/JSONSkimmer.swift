import MerkleLog

/// Walks over JSON without building values: it checks the syntax and says where each value stands.
///
/// What passes is what `CanonicalValue(parsing:)` takes: no fractions, no depth beyond its maximum, no broken text. Equal keys
/// are left to whoever looks at an object's members.
///
/// Invariants: each byte is read a bounded number of times; nothing is read past the end; recursion is bounded. The bytes
/// have to be UTF-8, which whoever makes it has checked.
struct JSONSkimmer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at: Int
    private var depth = 0

    /// Makes a skimmer at the beginning of `bytes`, which it must not outlive.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0) {
        self.bytes = bytes
        at = offset
    }

    func error(_ cause: String, at offset: Int? = nil) -> CanonicalError {
        CanonicalError(offset: offset ?? at, cause: cause)
    }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return
            }
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    /// Sees to it that nothing but white space follows.
    mutating func finish() throws(CanonicalError) {
        skipSpace()
        guard at == bytes.count else { throw error("bytes after the end of the value") }
    }

    /// Passes over one value; the range is where it stands.
    mutating func skipValue() throws(CanonicalError) -> Range<Int> {
        skipSpace()
        let start = at
        guard let byte = next else { throw error("the value is missing") }
        switch byte {
        case UInt8(ascii: "{"): try forEachMember { skimmer, _ throws(CanonicalError) in _ = try skimmer.skipValue() }
        case UInt8(ascii: "["): try forEachElement { skimmer, _ throws(CanonicalError) in _ = try skimmer.skipValue() }
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "n"): try skip("null")
        case UInt8(ascii: "t"): try skip("true")
        case UInt8(ascii: "f"): try skip("false")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipInteger()
        default: throw error("a value cannot begin with this byte")
        }
        return start..<at
    }

    /// Goes through the members of the object that begins here; `body` is given where each key stands, without its
    /// quotes, and has to pass over the value.
    mutating func forEachMember(
        _ body: (inout JSONSkimmer, _ key: Range<Int>) throws(CanonicalError) -> Void
    ) throws(CanonicalError) {
        try descend()
        skipSpace()
        if !take(UInt8(ascii: "}")) {
            while true {
                skipSpace()
                guard next == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
                let start = at + 1
                try skipString()
                let key = start..<(at - 1)
                skipSpace()
                guard take(UInt8(ascii: ":")) else { throw error("expected a colon after the key") }
                try body(&self, key)
                skipSpace()
                if take(UInt8(ascii: "}")) { break }
                guard take(UInt8(ascii: ",")) else { throw error("expected a comma or the end of the object") }
            }
        }
        depth -= 1
    }

    /// Goes through the elements of the array that begins here; `body` has to pass over each.
    mutating func forEachElement(
        _ body: (inout JSONSkimmer, _ index: Int) throws(CanonicalError) -> Void
    ) throws(CanonicalError) {
        try descend()
        skipSpace()
        if !take(UInt8(ascii: "]")) {
            var index = 0
            while true {
                try body(&self, index)
                index += 1
                skipSpace()
                if take(UInt8(ascii: "]")) { break }
                guard take(UInt8(ascii: ",")) else { throw error("expected a comma or the end of the array") }
            }
        }
        depth -= 1
    }

    private mutating func descend() throws(CanonicalError) {
        guard depth < CanonicalValue.maximumDepth else {
            throw error("nested deeper than \(CanonicalValue.maximumDepth)")
        }
        depth += 1
        at += 1
    }

    private mutating func skip(_ word: StaticString) throws(CanonicalError) {
        let count = word.utf8CodeUnitCount
        guard bytes.count - at >= count, (0..<count).allSatisfy({ bytes[at + $0] == word.utf8Start[$0] }) else {
            throw error("expected \(word)")
        }
        at += count
    }

    private mutating func skipInteger() throws(CanonicalError) {
        let start = at
        let isNegative = take(UInt8(ascii: "-"))
        var magnitude: UInt64 = 0
        var digits = 0
        while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            let (tens, isOver) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = tens.addingReportingOverflow(UInt64(bytes[at] - 0x30))
            guard !isOver, !isOverToo else { throw error("the number does not fit 64 bits", at: start) }
            magnitude = sum
            digits += 1
            at += 1
        }
        guard digits > 0 else { throw error("a minus sign without digits") }
        let first = bytes[start + (isNegative ? 1 : 0)]
        guard first != 0x30 || (digits == 1 && !isNegative) else {
            throw error("a number begins with a zero or is minus zero", at: start)
        }
        if let byte = next, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            throw error("fractions and exponents are not allowed here: use whole numbers")
        }
        guard magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
            throw error("the number does not fit 64 bits", at: start)
        }
    }

    private mutating func skipString() throws(CanonicalError) {
        let start = at
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return
            case UInt8(ascii: "\\"): try skipEscape()
            case 0..<0x20: throw error("a control character must be escaped")
            default: at += 1
            }
        }
        throw error("the text has no closing quote", at: start)
    }

    private mutating func skipEscape() throws(CanonicalError) {
        at += 1
        guard let byte = next else { throw error("an escape is cut off") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            let unit = try unit()
            guard (0xD800..<0xE000).contains(unit) else { return }
            guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")),
                (0xDC00..<0xE000).contains(try self.unit())
            else { throw error("a lone surrogate") }
        default:
            at -= 1
            throw error("an escape that JSON does not have")
        }
    }

    private mutating func unit() throws(CanonicalError) -> UInt32 {
        guard bytes.count - at >= 4 else { throw error("an escape is cut off") }
        var value: UInt32 = 0
        for offset in at..<at + 4 {
            let byte = bytes[offset]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: throw error("four hexadecimal digits must follow")
            }
        }
        at += 4
        return value
    }
}
