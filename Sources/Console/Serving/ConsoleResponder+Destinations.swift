import HTTPTypes
import Hummingbird
import Journal
import MerkleLog
import Station

/// Destinations: how they stand, and what a person does to them. Whatever is done is an entry that says who did it.
extension ConsoleResponder {
    /// How long a pause may last, in seconds; it ends by itself.
    static let longestPause: Int64 = 7 * 86_400
    /// How long a pause lasts if nothing else is asked for, in seconds.
    static let usualPause: Int64 = 3600

    func destinations(_ request: Request) async throws -> Response {
        try requireNoQuery(request)
        let reports = try await steering { (desk) throws(JournalError) in try desk.destinationReports() }
        return Answer.json(["destinations": .array(reports.map { DestinationDocument($0).value })])
    }

    func quarantine(_ request: Request) async throws -> Response {
        try requireNoQuery(request)
        let records = try await steering { (desk) throws(JournalError) in try desk.quarantine() }
        return Answer.json(["quarantine": .array(records.map { QuarantineDocument($0).value })])
    }

    /// Retries, pauses or resumes a destination. The answer names the entry that tells of it.
    func steer(_ route: ConsoleRoute, _ request: Request, _ context: ConsoleContext) async throws -> Response {
        let keys: Set<String> = route == .pauseDestination ? ["destination", "reason", "seconds"] : ["destination"]
        let body = try await RequestBody(request, keys: keys)
        guard let name = body.members["destination"]?.string else {
            throw QueryError(key: "destination", cause: "the name of a destination is expected")
        }
        let details = ["who": try await audit.peer(on: context.channel).value]
        let entry: Entry?
        switch route {
        case .pauseDestination:
            guard let reason = try body.reason() else {
                throw QueryError(key: "reason", cause: "why is it to be done? A text in one line is expected")
            }
            let seconds = try seconds(body.members["seconds"])
            entry = try await desk.pause(
                destination: name, seconds: Double(seconds), reason: reason, details: details)
        case .resumeDestination: entry = try await desk.resume(destination: name, details: details)
        default: entry = try await desk.retry(destination: name, details: details)
        }
        return Answer.json([
            "destination": .string(name), "entry": .number(entry?.seq), "changed": .bool(entry != nil),
        ])
    }

    /// Sends again, or does without, what a destination refused.
    func decide(
        _ route: ConsoleRoute, _ seq: Int64, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        let isDrop = route == .dropQuarantined
        let body = try await RequestBody(request, keys: isDrop ? ["destination", "reason"] : ["destination"])
        var details = ["who": try await audit.peer(on: context.channel).value]
        if isDrop {
            guard let reason = try body.reason() else {
                throw QueryError(key: "reason", cause: "why is it to be done? A text in one line is expected")
            }
            details["reason"] = .string(reason)
        }
        let name = body.members["destination"]?.string
        let entry =
            isDrop
            ? try await desk.dropQuarantined(seq, of: name, details: details)
            : try await desk.retryQuarantined(seq, of: name, details: details)
        return Answer.json(["seq": .integer(seq), "entry": .integer(entry.seq), "changed": .bool(true)])
    }

    private func seconds(_ value: CanonicalValue?) throws(QueryError) -> Int64 {
        guard let value, value != .null else { return Self.usualPause }
        guard let seconds = value.integer, (1...Self.longestPause).contains(seconds) else {
            throw QueryError(key: "seconds", cause: "a whole number from 1 to \(Self.longestPause) is expected")
        }
        return seconds
    }

    private var desk: any DestinationSteering {
        get throws(QueryError) {
            guard let steering else { throw QueryError(key: "destinations", cause: "nothing is delivered here") }
            return steering
        }
    }

    /// Asks the desk on a queue that may wait for the disk.
    private func steering<Value: Sendable>(
        _ body: @escaping @Sendable (any DestinationSteering) throws(JournalError) -> Value
    ) async throws -> Value {
        let desk = try desk
        return try await reads.wait { () throws(JournalError) in try body(desk) }
    }
}
