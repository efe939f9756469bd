/// Finds what looks like JSON objects among bytes of any kind: pure.
///
/// An object begins with `{"` or is `{}`, and ends where its braces are balanced outside of texts. Objects within objects
/// are not told separately. Whether one is what it looks like is for the caller to find out.
enum JSONCarver {
    /// No object of a journal is longer.
    static let longest = 1 << 20

    static func objects(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            guard bytes[at] == UInt8(ascii: "{"), at + 1 < bytes.endIndex,
                bytes[at + 1] == UInt8(ascii: "\"") || bytes[at + 1] == UInt8(ascii: "}"),
                let end = end(of: at, in: bytes)
            else {
                at += 1
                continue
            }
            found.append(at..<end)
            at = end
        }
        return found
    }

    private static func end(of start: Int, in bytes: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var isText = false
        var at = start
        let limit = min(bytes.endIndex, start + longest)
        while at < limit {
            let byte = bytes[at]
            at += 1
            // A control character never stands in canonical JSON: this was none, or is broken off here.
            if byte < 0x20 { return nil }
            if isText {
                if byte == UInt8(ascii: "\\") { at += 1 } else if byte == UInt8(ascii: "\"") { isText = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at }
            default: break
            }
        }
        return nil
    }
}
