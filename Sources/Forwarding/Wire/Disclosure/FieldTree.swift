import MerkleLog

/// Paths of fields, laid together for walking along a payload.
struct FieldTree: Sendable, Hashable {
    /// Whether this member and everything below it is allowed.
    private var isWhole = false
    private var below: [String: FieldTree] = [:]

    /// Allows what `path` names, from here.
    mutating func allow(_ path: some Collection<String>) {
        guard let name = path.first else {
            isWhole = true
            return
        }
        below[name, default: FieldTree()].allow(path.dropFirst())
    }

    /// What both trees allow.
    func intersection(_ other: FieldTree) -> FieldTree {
        if isWhole { return other }
        if other.isWhole { return self }
        var both = FieldTree()
        for (name, subtree) in below {
            if let counterpart = other.below[name] { both.below[name] = subtree.intersection(counterpart) }
        }
        return both
    }

    /// What of a payload is allowed, and whether that is all of it.
    ///
    /// An object or array of which nothing is left goes as well: that it was there, and how many elements it had, is not
    /// told either.
    func allowed(of payload: CanonicalValue) -> (payload: CanonicalValue, isWhole: Bool) {
        switch payload {
        case .object(let members):
            if members.isEmpty { return (payload, true) }
            let cut = cut(payload)
            return (cut.value ?? .object([:]), cut.isWhole)
        case .null: return (.null, true)
        default: return isWhole ? (payload, true) : (.object([:]), false)
        }
    }

    private func cut(_ value: CanonicalValue) -> (value: CanonicalValue?, isWhole: Bool) {
        if isWhole { return (value, true) }
        var isComplete = true
        switch value {
        case .object(let members):
            var kept: [String: CanonicalValue] = [:]
            for (name, member) in members {
                let cut: (value: CanonicalValue?, isWhole: Bool) = below[name]?.cut(member) ?? (nil, false)
                isComplete = isComplete && cut.isWhole
                kept[name] = cut.value
            }
            return (kept.isEmpty ? nil : .object(kept), isComplete && !kept.isEmpty)
        case .array(let elements) where !below.isEmpty:
            var kept: [CanonicalValue] = []
            for element in elements {
                let cut = cut(element)
                isComplete = isComplete && cut.isWhole
                if let value = cut.value { kept.append(value) }
            }
            return (kept.isEmpty ? nil : .array(kept), isComplete && !kept.isEmpty)
        case .array, .null, .bool, .integer, .string:
            return (nil, false)
        }
    }
}
