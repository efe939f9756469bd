import HTTPTypes
import Hummingbird
import Journal
import MerkleLog

/// What a person does to an event.
extension ConsoleResponder {
    /// Holds, releases or acknowledges an event. The answer names the entry that tells of it; `null` if the event already
    /// was as it was to be.
    func mark(
        _ event: Int64, as route: ConsoleRoute, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        let key = route == .acknowledge ? "note" : "reason"
        let body = try await RequestBody(request, keys: [key])
        let text = try body.reason(key)
        guard text != nil || route == .acknowledge else {
            throw QueryError(key: key, cause: "why is it to be done? A text in one line is expected")
        }
        var details: [String: CanonicalValue] = ["who": try await audit.peer(on: context.channel).value]
        if let text { details[key] = .string(text) }
        let entry: Entry? =
            switch route {
            case .hold: try await journal.hold(event: event, details: details)
            case .release: try await journal.release(event: event, details: details)
            default: try await journal.acknowledge(event: event, details: details)
            }
        return Answer.json([
            "event": .integer(event), "entry": .number(entry?.seq), "changed": .bool(entry != nil),
        ])
    }
}
