import AsyncHTTPClient
import Console
import Glibc
import Journal
import MerkleLog
import NIOCore
import NIOHTTP1
import Timekeeping

import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import struct FoundationEssentials.URL

/// The running daemon, asked over its socket.
struct DaemonSocket: Sendable {
    /// Where the packaged daemon listens.
    static let usualPath = "/run/karaula/api.sock"

    /// The path of the socket.
    let path: String
    private let client: HTTPClient

    /// Calls `body` with a connection to the daemon behind `path`.
    ///
    /// - Parameter silence: seconds without a byte after which the daemon is taken for gone; by default three heartbeats.
    /// - Throws: `CommandFailure` if no daemon answers there, else what `body` throws.
    static func with(
        _ path: String, silence: Int64 = 45, _ body: (DaemonSocket) async throws -> Void
    ) async throws {
        try check(path)
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(silence))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(DaemonSocket(path: path, client: client))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// Says what is the matter if nobody answers at `path`.
    static func check(_ path: String) throws(CommandFailure) {
        switch SocketProbe.connect(path) {
        case 0: return
        case ENOENT, ECONNREFUSED, ENOTDIR:
            throw CommandFailure(
                place: path, cause: "karaulad is not running, or not with this socket",
                mend: "start it with `systemctl start karaulad`, or name its socket with --socket", exitCode: 69)
        case EACCES, EPERM:
            throw CommandFailure(
                place: path, cause: "this user may not ask the daemon",
                mend: "become a member of the group karaula (`usermod -aG karaula USER`), or use sudo", exitCode: 77)
        case ENAMETOOLONG:
            throw CommandFailure(
                place: path, cause: "the path of a socket has at most 107 bytes", mend: "give a shorter one",
                exitCode: 64)
        case let code:
            throw CommandFailure(
                place: path, cause: "the daemon cannot be reached: \(String(cString: strerror(code)))",
                mend: "look at `systemctl status karaulad`", exitCode: 69)
        }
    }

    /// The body of the answer to a request for `uri`.
    func get(_ uri: String) async throws -> [UInt8] {
        let response = try await ask(uri, deadline: .now() + .seconds(30))
        let body = try await response.body.collect(upTo: 64 << 20)
        return Array(body.readableBytesView)
    }

    /// The body of the answer to a `POST`.
    func post(_ uri: String, _ body: CanonicalValue = .object([:])) async throws -> [UInt8] {
        let response = try await ask(uri, method: .POST, body: body, deadline: .now() + .seconds(30))
        return Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
    }

    /// As ``post(_:_:)``, for an answer in JSON.
    func object(_ bytes: [UInt8]) throws -> CanonicalValue {
        do { return try CanonicalValue(parsing: bytes) } catch {
            throw CommandFailure(
                place: path, cause: "what answers there does not speak as karaulad does (\(error))",
                mend: "check the path, and that karaulactl and karaulad have the same version", exitCode: 65)
        }
    }

    /// What to say of an answer that is none of the daemon's.
    var misunderstood: CommandFailure {
        CommandFailure(
            place: path, cause: "what answers there does not speak as karaulad does",
            mend: "check the path, and that karaulactl and karaulad have the same version", exitCode: 65)
    }

    /// What the daemon says of its health.
    func health() async throws -> HealthDocument {
        do {
            return try JSONDecoder().decode(HealthDocument.self, from: Data(try await get("/health")))
        } catch is DecodingError {
            throw CommandFailure(
                place: path, cause: "what answers there does not tell its health as karaulad does",
                mend: "check the path, and that karaulactl and karaulad have the same version", exitCode: 65)
        }
    }

    /// The answer to a request; whatever is no success is thrown.
    func ask(
        _ uri: String, method: HTTPMethod = .GET, body: CanonicalValue? = nil, deadline: NIODeadline
    ) async throws -> HTTPClientResponse {
        guard let url = URL(httpURLWithSocketPath: path, uri: uri) else {
            throw CommandFailure(
                place: path, cause: "it cannot be the path of a socket", mend: "name another with --socket",
                exitCode: 64)
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(bytes: body.canonicalBytes)) }
        let response = try await client.execute(request, deadline: deadline)
        guard response.status == .ok else {
            let body = try await response.body.collect(upTo: 1 << 20)
            let problem = try? CanonicalValue(parsing: Array(body.readableBytesView))  // else: no problem document
            throw DaemonRefusal(
                status: Int(response.status.code), detail: problem?.member("detail")?.text, place: path,
                title: response.status.reasonPhrase)
        }
        return response
    }

    static func document(_ bytes: [UInt8], of path: String) throws -> EntryDocument {
        do {
            if let document = EntryDocument(try CanonicalValue(parsing: bytes)) { return document }
        } catch {}  // told below, like an object that is no entry
        throw CommandFailure(
            place: path, cause: "what answers there does not tell entries as karaulad does",
            mend: "check the path, and that karaulactl and karaulad have the same version", exitCode: 65)
    }

    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-._~".utf8.contains(byte)
            if isPlain { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
