/// One thing that is wrong with a configuration file.
public struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; `nil` if the file as a whole is meant.
    public var line: Int?
    /// The column, from 1.
    public var column: Int?
    /// The key, as `sites[0].silence`; empty if none is meant.
    public var key: String
    /// What is wrong, and what mends it.
    public var message: String

    /// `line:column: key: message`, with what is known of it.
    public var description: String {
        let place = line.map { line in column.map { "\(line):\($0): " } ?? "\(line): " } ?? ""
        return place + (key.isEmpty ? "" : "\(key): ") + message
    }
}
