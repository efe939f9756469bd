import AsyncHTTPClient
import Console
import Glibc
import Journal
import MerkleLog
import NIOCore
import NIOHTTP1
import TestKit
import Timekeeping

/// An event with everything that belongs to one.
struct FullEvent: Sendable {
    let id: Int64
    let snapshot: [UInt8]
    let recording: [UInt8]
}

extension RunningConsole {
    /// Writes an event with a snapshot and a recording, and closes it.
    func appendFullEvent(frames: Int = 5) async throws -> FullEvent {
        let token = journal.makeEventToken()
        let opening = try await journal.append(
            EntryDraft(
                kind: .eventOpened, camera: "gate", time: clock.reading(),
                payload: ["rule": "UNTOLD", "alarm_kind": "UNTOLD", "place": "UNTOLD"], event: .open(token)))
        let snapshot = Self.picture(0)
        let recording = (1...frames).map { Self.picture($0) }
        let writer = journal.beginRecording(of: token, camera: "gate", began: clock.reading())
        for (number, frame) in recording.enumerated() {
            frame.withUnsafeBytes { bytes in
                _ = writer.append(
                    bytes: bytes, timestamp: clock.now().nanoseconds + Int64(number) * 100_000_000)
            }
        }
        await withCheckedContinuation { continuation in
            journal.storeSnapshot(snapshot, of: token, camera: "gate", taken: clock.reading()) { _ in
                continuation.resume()
            }
        }
        try await journal.append(
            EntryDraft(
                kind: .eventClosed, camera: "gate", time: clock.reading(), event: .close(token, reason: "ended")))
        writer.finish(reason: "ended")
        await journal.settle()
        return FullEvent(id: opening.seq, snapshot: snapshot, recording: recording.flatMap(\.self))
    }

    /// Something in the outer form of a JPEG picture.
    static func picture(_ number: Int) -> [UInt8] {
        let scan: [UInt8] = [0xFF, 0xDA, 0x00, 0x03, 0x01]
        let picture = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) & 0x7F }
        return [0xFF, 0xD8] + scan + picture + [0xFF, 0xD9]
    }

    /// Asks over the socket, and gives the bytes of the answer.
    func bytes(
        _ uri: String, method: HTTPMethod = .GET, body: String? = nil
    ) async throws -> (status: Int, headers: HTTPHeaders, bytes: [UInt8]) {
        var request = HTTPClientRequest(url: try socket(uri))
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let collected = try await response.body.collect(upTo: 64 << 20)
        return (Int(response.status.code), response.headers, Array(collected.readableBytesView))
    }

    /// The entries of the audit so far.
    func audited() throws -> [Entry] {
        try journal.reader.entries(
            after: 0, limit: 1000, matching: EntryFilter(kinds: [.auditRead, .auditExported]))
    }
}
