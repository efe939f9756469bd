import Crypto
import Journal
package import MerkleLog

/// Why another configuration is not taken up.
package struct ReloadRefusal: Error, Sendable, Hashable {
    /// What kind of reason it is.
    package enum Reason: String, Sendable, CaseIterable {
        /// The file is wrong.
        case invalid
        /// It is right, but a part of it can be changed only by a restart.
        case needsRestart = "needs-restart"
        /// It does without a destination for which something waits.
        case destinationWaits = "destination-waits"
        /// The journal cannot say what waits for a destination, or cannot forget it.
        case journal
    }

    /// The most lines that the entry carries.
    package static let mostLines = 50

    package var reason: Reason
    /// One line each, with place, cause and mend.
    package var lines: [String]

    package init(_ reason: Reason, _ lines: [String]) {
        self.reason = reason
        self.lines = lines
    }

    /// The payload of the entry `configuration.refused`.
    ///
    /// - Parameter text: the text that was refused; `nil` if the file could not be read.
    package func payload(text: String?) -> CanonicalValue {
        var members: [String: CanonicalValue] = [
            "reason": .string(reason.rawValue),
            "errors": .array(
                (lines.prefix(Self.mostLines)
                    + (lines.count > Self.mostLines ? ["\(lines.count - Self.mostLines) more"] : []))
                    .map { .string($0) }),
        ]
        if let text { members["sha256"] = .string(Hexadecimal.text(Array(SHA256.hash(data: Array(text.utf8))))) }
        return .object(members)
    }
}
