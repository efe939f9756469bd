import Hummingbird
import MerkleLog
import Station
import Timekeeping

/// Whether cameras saw, and how long. It tells of no person.
extension ConsoleResponder {
    func watch(_ request: Request) async throws -> Response {
        let query = try WatchQuery(parameters(request))
        let now = status.status().taken
        let day = query.day ?? WatchQuery.day(of: now.utc)
        let days = try await reads.watchDays(day, now: now)
        let wanted = days.filter { query.camera == nil || $0.camera == query.camera }
        return Answer.json(["days": .array(wanted.map { WatchDocument($0).value })])
    }
}
