extension Child {
    /// What a program that has ended leaves behind.
    public struct Outcome: Sendable {
        /// Its exit code, or the negative number of the signal that ended it.
        public let status: Int32
        /// All that it wrote to its standard output.
        public let output: [UInt8]

        /// ``output`` as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a program to its end.
    ///
    /// - Parameter withErrors: whether what it writes to its standard error is a part of the output.
    /// - Throws: ``Failure``.
    public static func run(
        _ program: String, _ arguments: [String], withErrors: Bool = false
    ) throws -> Outcome {
        let connection = try ChildConnection()
        let child = try connection.start { output in
            try Child(program, arguments, output: output, error: withErrors ? output : .nothing)
        }
        let output = connection.read()
        return Outcome(status: child.wait(), output: output)
    }
}
