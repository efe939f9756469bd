/// Reads tag, length and value, one after another (X.690, DER).
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The value of the next element if it has this tag; otherwise `nil`, and nothing is read.
    mutating func read(tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag else { return nil }
        return readAny()?.value
    }

    /// The next element; `nil` at the end, or if it is broken.
    mutating func readAny() -> (tag: UInt8, value: ArraySlice<UInt8>)? {
        guard rest.count >= 2, let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return (tag, rest.prefix(length))
    }
}
