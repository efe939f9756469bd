/// Why bytes are not a canonical value: what was found, and where.
public struct CanonicalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Offset of the offending byte, from 0.
    public var offset: Int
    /// What is wrong there.
    public var cause: String

    /// Makes an error from its parts.
    public init(offset: Int, cause: String) {
        self.offset = offset
        self.cause = cause
    }

    /// One line for logs and terminals.
    public var description: String { "byte \(offset): \(cause)" }
}
