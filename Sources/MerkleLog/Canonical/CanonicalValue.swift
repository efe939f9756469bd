/// A value of the journal's canonical form: JSON without floating-point numbers, written one way only (RFC 8785).
///
/// Coordinates are integer millionths. RFC 8785 readers hold numbers as doubles, so an integer beyond ±(2^53 − 1) is
/// written as it is but may be rounded by tools such as jq; such quantities (nanoseconds since 1970) are better
/// written as strings. Swift compares strings by canonical equivalence, so two keys that differ only in Unicode
/// normalisation are the same key here; bytes are kept as given.
public enum CanonicalValue: Sendable, Hashable {
    /// JSON `null`.
    case null
    /// JSON `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A text.
    case string(String)
    /// Values in order.
    case array([CanonicalValue])
    /// Values by key; the order is that of the canonical form.
    case object([String: CanonicalValue])
}

extension CanonicalValue {
    /// The value under `key`, or `nil` if this is no object or has no such key.
    public subscript(key: String) -> CanonicalValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text, if this is one.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, if this is one.
    public var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}

extension CanonicalValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Values in order.
    public init(arrayLiteral elements: CanonicalValue...) { self = .array(elements) }
    /// An object; of two equal keys the last counts.
    public init(dictionaryLiteral elements: (String, CanonicalValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
