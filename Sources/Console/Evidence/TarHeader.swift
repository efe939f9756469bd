/// The 512 bytes before each file of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format").
package struct TarHeader: Sendable, Hashable {
    /// How many bytes a header has, and a multiple of which a file takes.
    package static let blockSize = 512
    /// Files must be smaller than this: eleven octal digits.
    package static let largestFile: Int64 = 1 << 33

    /// The path, with `/` between its parts.
    package var path: String
    /// How many bytes the file has.
    package var size: Int64

    /// Makes a header of a plain file, mode 0640.
    package init(path: String, size: Int64) {
        self.path = path
        self.size = size
    }

    /// The header; `nil` if the path or the size does not fit the format.
    package var bytes: [UInt8]? {
        guard let (prefix, name) = Self.split(path), (0..<Self.largestFile).contains(size) else { return nil }
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, at: 0)
        put("0000640\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(octal(size, 11), at: 124)
        // No time: what counts is in the entries, and the same export gives the same bytes.
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(prefix, at: 345)
        put(octal(Int64(block.reduce(0) { $0 + Int($1) }), 6) + "\0 ", at: 148)
        return block
    }

    /// Reads a header; `nil` if the bytes are none of a plain file, or its sum is wrong.
    package init?(_ block: some Collection<UInt8>) {
        let block = Array(block)
        guard block.count == Self.blockSize, block[156] == UInt8(ascii: "0") else { return nil }
        func text(_ range: Range<Int>) -> String { String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self) }
        let sum = block.indices.reduce(0) { $0 + (148..<156 ~= $1 ? 0x20 : Int(block[$1])) }
        guard Int(text(148..<154), radix: 8) == sum, let size = Int64(text(124..<135), radix: 8) else { return nil }
        let prefix = text(345..<500)
        self.init(path: prefix.isEmpty ? text(0..<100) : "\(prefix)/\(text(0..<100))", size: size)
    }

    /// How many zeros follow a file of this size.
    package static func padding(after size: Int64) -> Int { Int((512 - size % 512) % 512) }

    /// Splits a path at a `/` so that its parts fit the header's two fields.
    private static func split(_ path: String) -> (prefix: String, name: String)? {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty else { return nil }
        if bytes.count <= 100 { return ("", path) }
        for place in bytes.indices where bytes[place] == UInt8(ascii: "/") && bytes.count - place - 1 <= 100 {
            guard place <= 155 else { return nil }
            return (
                String(decoding: bytes[..<place], as: UTF8.self), String(decoding: bytes[(place + 1)...], as: UTF8.self)
            )
        }
        return nil
    }
}
