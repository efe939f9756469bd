import HTTPTypes
import Hummingbird
import Journal
import MerkleLog
import NIOCore

/// One event and its pictures; each answer is noted in the audit before it is made.
extension ConsoleResponder {
    /// What the journal knows of an event.
    func event(_ id: Int64, _ request: Request, _ context: ConsoleContext) async throws -> Response {
        let grant = try await grant("event", ["event": .integer(id)], request, context)
        guard let event = try await reads.event(id, under: grant) else { return Self.noEvent(id) }
        return Answer.json(EventDocument.value(event))
    }

    /// An event's newest snapshot.
    func snapshot(of event: Int64, _ request: Request, _ context: ConsoleContext) async throws -> Response {
        let grant = try await grant("snapshot", ["event": .integer(event)], request, context)
        guard try await reads.hasEvent(event) else { return Self.noEvent(event) }
        guard let file = try await reads.snapshot(of: event, under: grant) else {
            return Answer.problem(.notFound, "event \(event) has no snapshot, or it was erased")
        }
        return send(file, type: "image/jpeg")
    }

    /// A recording of an event, by its number among those that are complete, from 1.
    func recording(
        _ number: Int64, of event: Int64, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        let grant = try await grant(
            "recording", ["event": .integer(event), "number": .integer(number)], request, context)
        guard try await reads.hasEvent(event) else { return Self.noEvent(event) }
        guard let file = try await reads.recording(number, of: event, under: grant) else {
            return Answer.problem(
                .notFound, "event \(event) has no complete recording number \(number), or it was erased")
        }
        // As ffmpeg names a file of concatenated JPEG frames.
        return send(file, type: "video/x-motion-jpeg")
    }

    private func grant(
        _ what: String, _ query: [String: CanonicalValue], _ request: Request, _ context: ConsoleContext
    ) async throws -> ReadGrant {
        let read = AuditedRead(what: what, query: query, reason: try reason(request))
        return try await audit.grant(read, to: try await audit.peer(on: context.channel))
    }

    private func send(_ file: MediaReader, type: String) -> Response {
        Answer.file(type: type, length: file.bytes) { [reads] writer in
            try await Self.copy(file, through: reads, to: &writer)
            try await writer.finish(nil)
        }
    }

    /// Writes a whole file, a piece at a time.
    static func copy(
        _ file: MediaReader, through reads: PersonalReads, to writer: inout any ResponseBodyWriter
    ) async throws {
        var offset: Int64 = 0
        while offset < file.bytes {
            let count = Int(min(262_144, file.bytes - offset))
            let piece = try await reads.read(file, at: offset, count: count)
            // A file that became shorter cannot fill the length that was promised; the client sees a broken answer.
            guard piece.count == count else { throw ShortFile() }
            try await writer.write(ByteBuffer(bytes: piece))
            offset += Int64(count)
        }
    }

    static func noEvent(_ id: Int64) -> Response { Answer.problem(.notFound, "there is no event \(id)") }
}

/// A file became shorter while it was sent.
private struct ShortFile: Error {}
