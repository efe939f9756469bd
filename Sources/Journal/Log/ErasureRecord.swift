import MerkleLog

/// What an entry of kind `retention.erased` says was erased.
struct ErasureRecord: Sendable, Hashable {
    /// The entries whose payloads are gone, first and last of each range.
    var entries: [ClosedRange<Int64>]
    /// The files that are gone, relative to the journal's directory.
    var files: [String]

    init(entries: [ClosedRange<Int64>] = [], files: [String] = []) {
        self.entries = entries
        self.files = files
    }

    /// Reads it from a payload; what is not there was not erased.
    init(_ payload: CanonicalValue) {
        entries = Self.elements(payload["entries"]).compactMap { pair in
            let bounds = Self.elements(pair).compactMap(\.integer)
            guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
            return bounds[0]...bounds[1]
        }
        files = Self.elements(payload["files"]).compactMap(\.string)
    }

    /// The members that tell of it in a payload.
    var members: [String: CanonicalValue] {
        [
            "entries": .array(entries.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
            "files": .array(files.map { .string($0) }),
        ]
    }

    private static func elements(_ value: CanonicalValue?) -> [CanonicalValue] {
        if case .array(let elements) = value { elements } else { [] }
    }
}
