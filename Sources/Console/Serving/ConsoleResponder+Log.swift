import HTTPTypes
import Hummingbird
import Journal
import MerkleLog
import NIOCore

/// The log: its key, its checkpoints, its proofs, and the steps of the clock by which its times are read. None of them tells
/// of people.
extension ConsoleResponder {
    /// The steps of the site's clock after an entry.
    func steps(_ request: Request) async throws -> Response {
        var after: Int64 = 0
        for (key, value) in parameters(request) {
            guard key == "after" else {
                throw QueryError(key: key, cause: "there is no such parameter; after is known")
            }
            after = try EntryQuery.sequenceNumber(value, key: key)
        }
        return Answer.lines(try await reads.steps(after: after, limit: EntryQuery.largestLimit))
    }

    func proof(of seq: Int64, _ request: Request) async throws -> Response {
        try requireNoQuery(request)
        guard let proof = try await reads.proof(of: seq) else {
            return Answer.problem(
                .conflict, "no checkpoint covers entry \(seq) yet; POST /v1/checkpoint signs the log as it is")
        }
        return Answer.json(proof.value)
    }

    func consistency(from old: Int64, _ request: Request) async throws -> Response {
        try requireNoQuery(request)
        return Answer.json(try await reads.consistency(from: old))
    }

    func checkpoint(_ request: Request) async throws -> Response {
        try requireNoQuery(request)
        guard let note = try await reads.checkpoint() else {
            return Answer.problem(.notFound, "the log was never signed; POST /v1/checkpoint signs it")
        }
        return Self.note(note)
    }

    func sign(_ request: Request) async throws -> Response {
        _ = try await RequestBody(request, keys: [])
        return Self.note(try await journal.sign())
    }

    func key(_ request: Request) throws -> Response {
        try requireNoQuery(request)
        guard let key = journal.key else { return Answer.problem(.notFound, "the log has no key") }
        return Answer.json(Self.value(key))
    }

    func rotateKey(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let body = try await RequestBody(request, keys: ["reason"])
        let peer = try await audit.peer(on: context.channel)
        var details: [String: CanonicalValue] = ["who": peer.value]
        if let reason = try body.reason() { details["reason"] = .string(reason) }
        do throws(JournalError) {
            return Answer.json(Self.value(try await journal.rotateKey(details: details)))
        } catch  where error.code == .inUse {
            return Answer.problem(.conflict, error.description)
        }
    }

    private static func value(_ key: NoteKey) -> CanonicalValue {
        ["key": .string(key.description), "pem": .string(key.pem)]
    }

    private static func note(_ note: SignedNote) -> Response {
        Answer.body(ByteBuffer(string: note.encoded), type: "text/plain; charset=utf-8")
    }
}
