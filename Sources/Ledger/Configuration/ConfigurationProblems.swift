/// Everything that is wrong with a configuration file, so that it is mended in one go.
public struct ConfigurationProblems: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// What is wrong, in the order of the file.
    public var problems: [ConfigurationProblem]

    /// One line for each.
    public var description: String { problems.map { "\(file):\($0)" }.joined(separator: "\n") }
}
