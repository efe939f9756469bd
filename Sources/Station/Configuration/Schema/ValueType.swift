/// A kind of value: how it is named, read and written.
struct ValueType<Value: Sendable>: Sendable {
    /// As the documentation names it, as in `duration`.
    let name: String
    /// Which values there are, as in `0s to 1m`.
    let range: String
    /// What a message says that the value must be, as in `a duration from 0s to 1m, such as 5s`.
    let expectation: String
    /// Reads a value, or tells what is wrong and returns `nil`.
    let read: @Sendable (DocumentNode, inout [ValueProblem]) -> Value?
    /// Writes a value as one would in a file.
    let write: @Sendable (Value) -> String

    /// A kind of value that is written as one word: `parse` returns `nil` for what it does not take.
    init(
        name: String, range: String = "", expectation: String,
        parse: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String,
        hint: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.init(
            name: name, range: range, expectation: expectation,
            read: { node, problems in
                guard case .scalar(let text) = node.content else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                if let value = parse(text) { return value }
                problems.append(.mustBe(expectation, at: node, hint: hint(text)))
                return nil
            }, write: write)
    }

    /// A kind of value with a form of its own.
    init(
        name: String, range: String = "", expectation: String,
        read: @escaping @Sendable (DocumentNode, inout [ValueProblem]) -> Value?,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.name = name
        self.range = range
        self.expectation = expectation
        self.read = read
        self.write = write
    }
}
