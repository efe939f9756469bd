import Journal
import MerkleLog
import Timekeeping

/// What is read, and why, as the entry of the audit says it.
struct AuditedRead: Sendable {
    /// The longest reason, in characters.
    static let longestReason = 1000

    /// `entries`, `stream`, `event`, `snapshot` or `recording`.
    var what: String
    /// What was asked for.
    var query: [String: CanonicalValue]
    /// Why, in the words of whoever asks.
    var reason: String?

    func details(by peer: Peer) -> [String: CanonicalValue] {
        var members: [String: CanonicalValue] = [
            "who": peer.value, "what": .string(what), "query": .object(query),
        ]
        if let reason { members["reason"] = .string(reason) }
        return members
    }

    /// Pages of entries.
    static func entries(_ query: EntryQuery) -> AuditedRead {
        var members: [String: CanonicalValue] = ["after": .integer(query.after)]
        func list(_ key: String, _ values: [String]) {
            if !values.isEmpty { members[key] = .array(values.sorted().map(CanonicalValue.string)) }
        }
        list("kinds", query.kinds.map(\.rawValue))
        list("cameras", Array(query.cameras))
        if let since = query.since { members["since"] = .string(since.rfc3339) }
        if let until = query.until { members["until"] = .string(until.rfc3339) }
        if let event = query.event { members["event"] = .integer(event) }
        if query.follows { members["follow"] = true }
        return AuditedRead(what: "entries", query: members, reason: query.reason)
    }

    /// Entries as they come, after `seq`; `nil` for those that come from now on.
    static func stream(after seq: Int64?, reason: String?) -> AuditedRead {
        AuditedRead(what: "stream", query: seq.map { ["after": .integer($0)] } ?? [:], reason: reason)
    }
}
