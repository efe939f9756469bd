import ArgumentParser
import Glibc
import Ledger

/// Why a command failed: lines with place, cause and mend, and the code to end with.
struct CommandFailure: Error {
    /// The lines, without the program's name.
    let text: String
    /// After `sysexits.h`.
    let exitCode: Int32

    /// Does something, and turns what it throws into last words and an exit code.
    static func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as LedgerError {
            throw end("\(error)", error.exitCode)
        } catch let error as ConfigurationProblems {
            throw end("\(error)", EX_CONFIG)
        } catch let error as CommandFailure {
            throw end(error.text, error.exitCode)
        }
    }

    private static func end(_ text: String, _ code: Int32) -> ExitCode {
        for line in text.split(separator: "\n") { Output.error("karaula-ledger: \(line)") }
        return ExitCode(code)
    }
}
