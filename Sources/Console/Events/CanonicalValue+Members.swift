package import MerkleLog

extension CanonicalValue {
    /// The text, if it is text.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, if it is one.
    package var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The member of that name, if it is an object that has one.
    package func member(_ name: String) -> CanonicalValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// Text, or `null`.
    package static func text(_ text: String?) -> CanonicalValue { text.map(CanonicalValue.string) ?? .null }

    /// A number, or `null`.
    package static func number(_ number: Int64?) -> CanonicalValue { number.map(CanonicalValue.integer) ?? .null }

    /// The canonical form as text.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }
}
