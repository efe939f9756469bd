/// What is wrong with the query of a request, and how it is meant.
package struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The parameter.
    package var key: String
    /// What is wrong and what is expected, in a sentence without a full stop.
    package var cause: String

    /// Makes an error.
    package init(key: String, cause: String) {
        self.key = key
        self.cause = cause
    }

    /// Parameter and cause in one line.
    package var description: String { "query parameter `\(key)`: \(cause)" }
}
