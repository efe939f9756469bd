import FoundationEssentials
import Ledger
import Testing

@Suite("The headers of a piece of a file")
struct FilePieceTests {
    private let digest = "sha-256=:\(Data([UInt8](repeating: 5, count: 32)).base64EncodedString()):"

    private func piece(_ range: String?, _ digest: String? = nil, _ type: String? = "image/jpeg") throws -> FilePiece {
        try FilePiece(contentRange: range, digest: digest ?? self.digest, contentType: type)
    }

    @Test("say where it stands, in how much, and what the whole is")
    func reads() throws {
        let piece = try piece("bytes 10-19/200")
        #expect(piece.range == 10..<20 && piece.total == 200)
        #expect(piece.sha256 == [UInt8](repeating: 5, count: 32) && piece.mediaType == "image/jpeg")
        #expect(try self.piece("bytes 0-0/1").range == 0..<1)
        #expect(try self.piece("bytes 0-9/10", "md5=:AA==:, \(digest)", "Video/X-Motion-JPEG; q=1").range == 0..<10)
    }

    @Test("may ask")
    func asks() throws {
        #expect(try piece("bytes */200").range == nil)
    }

    @Test(
        "are refused when the range is none",
        arguments: [
            nil, "", "bytes", "bytes 0-9", "bytes 0-9/", "bytes 0-9/*", "bytes 9-0/10", "bytes 0-10/10", "bytes -5/10",
            "bytes 5-/10", "bytes 00-9/10", "bytes 0-9/010", "bytes */0", "bytes +0-9/10", "items 0-9/10",
            "bytes 0-9/10/2",
            "bytes 0-9999999/10000000", "bytes 0-9/99999999999999999999", "bytes 0-9/9223372036854775807",
        ])
    func ranges(text: String?) {
        let error = #expect(throws: IngestError.self) { try piece(text) }
        #expect(error?.place == "Content-Range")
    }

    @Test(
        "are refused when the digest is none",
        arguments: ["", "sha-256=::", "sha-256=:AA==:", "md5=:AA==:", "sha-256=x"])
    func digests(text: String) {
        let error = #expect(throws: IngestError.self) { try piece("bytes 0-9/10", text) }
        #expect(error?.place == "Repr-Digest")
    }

    @Test("are refused when the type is another", arguments: [nil, "", "text/html", "image/png"])
    func types(text: String?) {
        let error = #expect(throws: IngestError.self) { try piece("bytes 0-9/10", nil, text) }
        #expect(error?.place == "Content-Type")
    }
}
