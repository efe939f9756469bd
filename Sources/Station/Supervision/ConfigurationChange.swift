import Crypto
import Journal
package import MerkleLog

/// How the configuration differs from the one that the journal tells of: its hash, its text, and the lines that changed. Pure.
package struct ConfigurationChange: Sendable, Hashable {
    /// The longest text that an entry carries; the hash alone stands for a longer one.
    package static let longestText = 64 << 10
    /// The most changed lines that are told.
    package static let mostLines = 200

    /// The payload of the entry `configuration.changed`.
    package let payload: CanonicalValue

    /// - Parameters:
    ///   - known: the payload of the newest entry about the configuration; `nil` if there is none.
    ///   - text: the text of the configuration that runs.
    ///   - actions: what is done to run by it, if the site was not started with it.
    /// - Returns: `nil` if it is the same.
    package init?(from known: CanonicalValue?, to text: String, by actions: [ReloadAction]? = nil) {
        let sum = Hexadecimal.text(Array(SHA256.hash(data: Array(text.utf8))))
        let previous = known?["sha256"]?.string
        guard previous != sum else { return nil }
        var members: [String: CanonicalValue] = ["sha256": .string(sum)]
        if let previous { members["previous"] = .string(previous) }
        if text.utf8.count <= Self.longestText { members["text"] = .string(text) }
        if let actions { members["actions"] = .array(actions.map { .string("\($0)") }) }
        if let before = known?["text"]?.string {
            members["changes"] = .array(Self.changes(from: before, to: text).map { .string($0) })
        }
        payload = .object(members)
    }

    /// The lines that went (`-12: …`) and came (`+12: …`), by their numbers in the old and the new text.
    private static func changes(from old: String, to new: String) -> [String] {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        let changes = after.difference(from: before).map { change -> (line: Int, text: String) in
            switch change {
            case .remove(let offset, let element, _): (offset, "-\(offset + 1): \(element)")
            case .insert(let offset, let element, _): (offset, "+\(offset + 1): \(element)")
            }
        }
        let told = changes.sorted { $0.line < $1.line }.map(\.text)
        guard told.count > mostLines else { return told }
        return told.prefix(mostLines) + ["\(told.count - mostLines) more lines changed"]
    }
}
