import Forwarding
import Foundation
import TestKit
import Testing

@Suite("A compressed body")
struct GzipTests {
    @Test("is read by gzip, and is the same each time")
    func gunzips() throws {
        let text = String(repeating: "{\"kind\":\"event.opened\",\"seq\":17},", count: 500)
        let compressed = try #require(Gzip.compressed(Array(text.utf8)))
        #expect(compressed.count < text.utf8.count / 10)
        #expect(Gzip.compressed(Array(text.utf8)) == compressed)
        let folder = try TemporaryDirectory()
        try Data(compressed).write(to: URL(filePath: folder.file("body.gz")))
        #expect(try Child.run("gzip", ["-dc", folder.file("body.gz")]).text == text)
    }

    @Test("is left alone where nothing is gained")
    func notWorthIt() {
        #expect(Gzip.compressed([]) == nil)
        #expect(Gzip.compressed(Array(repeating: 1, count: 500)) == nil)
        var random = SystemRandomNumberGenerator()
        #expect(Gzip.compressed((0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) }) == nil)
    }
}

@Suite("A trace's parent")
struct TraceParentTests {
    @Test("has the form of W3C Trace Context, whatever the numbers")
    func form() throws {
        for value in [UInt64.min, 1, .max, 0x0123_4567_89ab_cdef] {
            let text = TraceParent.make { value }
            let parts = text.split(separator: "-")
            #expect(parts.count == 4 && parts[0] == "00" && parts[3] == "01")
            #expect(parts[1].count == 32 && parts[2].count == 16)
            #expect(parts[1].contains { $0 != "0" } && parts[2].contains { $0 != "0" })
        }
    }
}
