/// Why a command failed: one line with place, cause and mend, and the code to end with.
struct CommandFailure: Error, CustomStringConvertible {
    /// The line, without the program's name.
    let description: String
    /// After `sysexits.h`.
    let exitCode: Int32

    /// Makes a failure from its parts.
    init(place: String, cause: String, mend: String, exitCode: Int32) {
        self.init(line: "\(place): \(cause); \(mend)", exitCode: exitCode)
    }

    /// Makes a failure from a line that already holds place, cause and mend.
    init(line: String, exitCode: Int32) {
        description = line
        self.exitCode = exitCode
    }
}
