import Console
import Testing

@Suite struct TarTests {
    private func archive(_ files: [(path: String, bytes: [UInt8])]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for file in files {
            bytes += try #require(TarHeader(path: file.path, size: Int64(file.bytes.count)).bytes)
            bytes += file.bytes + Array(repeating: 0, count: TarHeader.padding(after: Int64(file.bytes.count)))
        }
        return bytes + Array(repeating: 0, count: 1024)
    }

    private let files: [(path: String, bytes: [UInt8])] = [
        ("a/one", Array("one".utf8)), ("a/empty", []), ("a/block", Array(repeating: 7, count: 512)),
        (
            String(repeating: "d", count: 100) + "/" + String(repeating: "n", count: 100),
            Array(repeating: 8, count: 513)
        ),
    ]

    @Test(arguments: [1, 7, 511, 512, 513, 100_000])
    func `However it is cut, what went in comes out`(_ size: Int) throws {
        let bytes = try archive(files)
        var parser = TarParser()
        var found: [(path: String, bytes: [UInt8])] = []
        var ended = 0
        for start in stride(from: 0, to: bytes.count, by: size) {
            #expect(!parser.isComplete || start > bytes.count - 1024)
            for event in try parser.feed(bytes[start..<min(start + size, bytes.count)]) {
                switch event {
                case .file(let path, _): found.append((path, []))
                case .bytes(let piece): found[found.count - 1].bytes += piece
                case .end: ended += 1
                }
            }
        }
        #expect(parser.isComplete)
        #expect(ended == files.count)
        #expect(found.map(\.path) == files.map(\.path))
        #expect(found.map(\.bytes) == files.map(\.bytes))
    }

    @Test func `An archive that was cut off is never whole`() throws {
        let bytes = try archive(files)
        for end in stride(from: 0, through: bytes.count - 1024, by: 37) {
            var parser = TarParser()
            _ = try parser.feed(bytes[..<end])
            #expect(!parser.isComplete)
        }
    }

    @Test(arguments: ["../x", "/etc/passwd", "a/../../x", "a//x", "./a", ""])
    func `A path that leads elsewhere is refused`(_ path: String) throws {
        var header = try #require(TarHeader(path: "x", size: 0).bytes)
        header.replaceSubrange(0..<100, with: Array(repeating: 0, count: 100))
        header.replaceSubrange(0..<path.utf8.count, with: Array(path.utf8))
        let sum = header.indices.reduce(0) { $0 + (148..<156 ~= $1 ? 0x20 : Int(header[$1])) }
        let digits = String(sum, radix: 8)
        header.replaceSubrange(
            148..<154, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8))
        var parser = TarParser()
        #expect(throws: TarParser.Malformed.self) { try parser.feed(header) }
    }

    @Test func `A changed header is refused`() throws {
        let header = try #require(TarHeader(path: "a/one", size: 3).bytes)
        for place in [0, 2, 130, 150, 156, 257] {
            var changed = header
            changed[place] ^= 1
            var parser = TarParser()
            #expect(throws: TarParser.Malformed.self) { try parser.feed(changed) }
        }
    }

    @Test func `A path or size that does not fit has no header`() {
        #expect(TarHeader(path: String(repeating: "x", count: 101), size: 0).bytes == nil)
        #expect(TarHeader(path: "\(String(repeating: "d/", count: 150))x", size: 0).bytes == nil)
        #expect(TarHeader(path: "x", size: TarHeader.largestFile).bytes == nil)
        #expect(TarHeader(path: "", size: 0).bytes == nil)
    }
}
