import Journal
import MerkleLog

extension Entry {
    /// What the entry says, in a few words for a log line.
    var headline: String {
        guard case .object(let payload) = payload else { return "" }
        return ["closed", "state", "rule", "place", "direction", "reason", "detail"].compactMap { key in
            if case .string(let text)? = payload[key] { text } else { nil }
        }.joined(separator: " ")
    }
}
