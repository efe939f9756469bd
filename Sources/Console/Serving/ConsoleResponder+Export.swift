import HTTPTypes
import Hummingbird
import Journal
import MerkleLog
import NIOCore

/// Evidence: what a person takes away.
extension ConsoleResponder {
    /// A bundle about some events, as a tar archive. Without a reason there is none.
    ///
    /// Everything is read first and shown to nobody; then the entry is committed that says who takes what and why; then the
    /// log is signed with that entry in it; and only then is anything sent.
    func export(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let body = try await RequestBody(request, keys: ["events", "reason"])
        guard let reason = try body.reason() else {
            throw QueryError(key: "reason", cause: "why is this exported? A text in one line is expected")
        }
        let events = try Self.events(body)
        // Each holds files open and reads them to their ends.
        guard let slot = exports.take() else {
            return Answer.problem(
                .serviceUnavailable, "another export is being made; try later", fields: [.retryAfter: "5"])
        }
        let peer = try await audit.peer(on: context.channel)
        let sealed = try await audit.seal { grant in try await reads.evidence(of: events, under: grant) }
        let (content, entry) = try await audit.open(sealed) { content in
            content.details(reason: reason, by: peer, host: HostName.current, version: configuration.version)
        }
        let note = try await journal.sign()
        let proofs = try await reads.proofs(of: content, and: entry, in: note)
        guard let key = journal.key, key.verifies(note) else {
            return Answer.problem(.serviceUnavailable, "the log's key was changed just now; try again")
        }
        let bundle = EvidenceBundle(content, entry: entry, proofs: proofs, key: key)
        guard let archive = TarArchive(bundle) else {
            return Answer.problem(.conflict, "a file of these events has a name or size that no tar archive can hold")
        }
        return Answer.file(
            type: "application/x-tar", length: archive.count, fields: [.karaulaBundle: bundle.name]
        ) { [reads] writer in
            defer { withExtendedLifetime(slot) {} }
            for part in archive.parts {
                try await writer.write(ByteBuffer(bytes: part.header))
                switch part.content {
                case .bytes(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
                case .file(let file): try await Self.copy(file, through: reads, to: &writer)
                }
                try await writer.write(ByteBuffer(repeating: 0, count: part.padding))
            }
            try await writer.write(ByteBuffer(repeating: 0, count: TarArchive.endCount))
            try await writer.finish(nil)
        }
    }

    private static func events(_ body: RequestBody) throws(QueryError) -> [Int64] {
        guard case .array(let items)? = body.members["events"], !items.isEmpty,
            items.count <= EvidenceContent.mostEvents
        else {
            throw QueryError(
                key: "events", cause: "a list of 1 to \(EvidenceContent.mostEvents) numbers of events is expected")
        }
        let numbers = items.compactMap(\.integer)
        guard numbers.count == items.count, Set(numbers).count == numbers.count else {
            throw QueryError(key: "events", cause: "numbers of events are expected, each once")
        }
        return numbers.sorted()
    }
}
