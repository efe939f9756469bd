/// Everything that is wrong with a configuration, in the order of the file.
public struct ConfigurationErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was named by whoever asked to load it.
    public var file: String
    /// At least one error, by position.
    public var errors: [ConfigurationError]
    /// The exit code of `sysexits.h` that says it best: 78 (configuration error), 66 (no such file), 77 (may not be read),
    /// 74 (could not be read).
    public var exitCode: Int32

    /// Makes a list of errors; they are sorted by position.
    public init(file: String, errors: [ConfigurationError], exitCode: Int32 = 78) {
        self.file = file
        self.exitCode = exitCode
        let start = ConfigurationPosition(line: 0, column: 0)
        self.errors = errors.enumerated().sorted { first, second in
            let (one, other) = (first.element.position ?? start, second.element.position ?? start)
            return one == other ? first.offset < second.offset : one < other
        }.map(\.element)
    }

    /// One line an error, `file:line:column: message`.
    public var lines: [String] {
        errors.map { error in
            guard let position = error.position else { return "\(file): \(error.message)" }
            return "\(file):\(position): \(error.message)"
        }
    }

    /// All lines.
    public var description: String { lines.joined(separator: "\n") }
}
