import Crypto
import Forwarding
import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

/// What goes over the wire, as a server sees it that knows nothing of Karaula.
@Suite("A request over HTTP", .timeLimit(.minutes(10)))
struct HTTPRequestTests {
    /// Writes each request as a line of JSON and answers 200.
    private static let script = """
        import base64, http.server, json, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with open(sys.argv[2], "a") as log:
                    log.write(json.dumps({"method": self.command, "path": self.path,
                        "fields": {name.lower(): value for name, value in self.headers.items()},
                        "body": base64.b64encode(body).decode()}) + "\\n")
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            do_POST = do_PUT = answer
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """

    private struct Seen: Decodable {
        var method: String
        var path: String
        var fields: [String: String]
        var body: Data
    }

    private func send(
        _ requests: [DeliveryRequest], path: String = "/v1/entries", gzip: Bool = false
    ) async throws -> [Seen] {
        let folder = try TemporaryDirectory()
        let port = LocalServer.freePorts(1)[0]
        let server = try await LocalServer(
            "/usr/bin/env", ["python3", "-c", Self.script, "\(port)", folder.file("seen")], listeningOn: [port],
            log: folder.file("log"))
        defer { server.kill() }
        var destination = Destination(name: "sector", url: "http://127.0.0.1:\(port)\(path)")
        destination.isCompressing = gzip
        let transport = HTTPSTransport(destination: destination, clock: try SystemSiteClock())
        for request in requests { #expect(try await transport.deliver(request).status == 200) }
        let text = try String(contentsOfFile: folder.file("seen"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Seen.self, from: Data($0.utf8)) }
    }

    private func batch(_ count: Int) -> DeliveryBatch {
        let entries = (1...count).map { Samples.disclosed(Int64($0)) }
        return DeliveryBatch(
            source: "urn:karaula:s", lane: .alarm, after: 41, entries: entries,
            events: entries.map { CloudEvents.event(of: $0, source: "urn:karaula:s") }, traceParent: "00-a-b-01")
    }

    @Test("with entries says its lane, where that stands, and its trace")
    func entries() async throws {
        let seen = try await send([.entries(batch(3))])
        #expect(seen[0].method == "POST" && seen[0].path == "/v1/entries")
        let fields = seen[0].fields
        #expect(fields["content-type"] == "application/cloudevents-batch+json")
        #expect(fields["karaula-lane"] == "alarm" && fields["karaula-after"] == "41")
        #expect(fields["traceparent"] == "00-a-b-01" && fields["content-encoding"] == nil)
        #expect(seen[0].body == Data(batch(3).body))
    }

    @Test("is compressed where that is wanted and worth it")
    func compressed() async throws {
        let seen = try await send([.entries(batch(50)), .entries(batch(1))], gzip: true)
        #expect(seen[0].fields["content-encoding"] == "gzip" && seen[0].body.count < batch(50).body.count / 5)
        #expect(seen[0].body.starts(with: [0x1f, 0x8b]))
        #expect(seen[1].fields["content-encoding"] == nil && seen[1].body == Data(batch(1).body))
    }

    @Test("with a checkpoint is C2SP's add-checkpoint, beside the entries")
    func checkpoint() async throws {
        let signer = try NoteSigner(name: "urn:karaula:s", seed: Array(repeating: 2, count: 32))
        let note = try Checkpoint(origin: "urn:karaula:s", size: 7, root: .emptyRoot).note(signedBy: [signer])
        let submission = CheckpointSubmission(old: 4, proof: [.emptyRoot, .emptyRoot], note: note)
        let seen = try await send([.checkpoint(submission)], path: "/v1/entries?site=s")
        #expect(seen[0].method == "POST" && seen[0].path == "/v1/checkpoint?site=s")
        let hash = Data(TreeHash.emptyRoot.bytes).base64EncodedString()
        #expect(String(decoding: seen[0].body, as: UTF8.self) == "old 4\n\(hash)\n\(hash)\n\n\(note.encoded)")
    }

    @Test("with a piece of a file names its place and the digest of the whole; without one it asks")
    func file() async throws {
        let whole = Array("0123456789".utf8)
        var chunk = FileChunk(
            source: "urn:karaula:s", seq: 12, mediaType: "image/jpeg", offset: 4, bytes: Array(whole[4..<7]),
            total: 10, sha256: Array(SHA256.hash(data: whole)))
        var question = chunk
        question.bytes = []
        chunk.traceParent = "00-a-b-01"
        let seen = try await send([.file(chunk), .file(question)])
        #expect(seen.allSatisfy { $0.method == "PUT" && $0.path == "/v1/files/12" })
        #expect(seen[0].fields["content-range"] == "bytes 4-6/10" && seen[0].body == Data("456".utf8))
        #expect(seen[0].fields["content-type"] == "image/jpeg" && seen[0].fields["karaula-source"] == "urn:karaula:s")
        let digest = Data(SHA256.hash(data: whole)).base64EncodedString()
        #expect(seen[0].fields["repr-digest"] == "sha-256=:\(digest):")
        #expect(seen[1].fields["content-range"] == "bytes */10" && seen[1].body.isEmpty)
    }
}
