import ArgumentParser
import Capture
import Console
import Glibc
import Journal
import Station

/// The command line of a site, for operators and technicians.
@main
struct Karaulactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karaulactl",
        abstract: "Look at a site that karaulad guards, its journal and evidence, its cameras and configuration.",
        discussion: """
            Without root, whatever asks the daemon needs membership in the group karaula.
            Errors go to standard error; exit codes are those of sysexits.h.
            """,
        version: KaraulaVersion.current,
        subcommands: [
            Cameras.self, CheckConfig.self, Doctor.self, Events.self, Status.self, Watch.self, Analyze.self,
            JournalCommand.self,
            Hold.self,
            Release.self, Acknowledge.self, Export.self, Destinations.self, Retry.self, Pause.self, Resume.self,
            Quarantine.self,
        ])

    /// Runs a command, and ends the process with the code that says how it went.
    static func main() async {
        // A reader that went away (`| head`) is seen as EPIPE by whoever writes, and ends the command quietly.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let exit as CleanExit {
            Self.exit(withError: exit)
        } catch let code as ExitCode {
            Self.exit(withError: code)
        } catch {
            end(Self.failure(error))
        }
    }

    private static func end(_ failure: CommandFailure) -> Never {
        StandardError.write("karaulactl: \(failure)")
        Glibc.exit(failure.exitCode)
    }

    /// What any error of a command means to a person.
    private static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let error as CommandFailure: error
        case let error as DaemonRefusal: error.failure
        case let error as JournalError:
            // A journal is only read here, so that one which is not there is missing input, not a place to write to.
            CommandFailure(
                place: error.place, cause: error.cause, mend: error.mend,
                exitCode: error.code == .missing || error.code == .wrongType ? 66 : error.exitCode)
        case let error as FootageAnalysisError: CommandFailure(line: "\(error)", exitCode: error.exitCode)
        case let error as SourceProblem:
            CommandFailure(place: error.place, cause: error.cause, mend: error.mend, exitCode: 65)
        case _ where exitCode(for: error) == .success: exit(withError: error)
        case _ where exitCode(for: error) == .validationFailure:
            CommandFailure(
                place: "command line", cause: message(for: error).replacing("\n", with: " "),
                mend: "`karaulactl help` shows what is possible", exitCode: 64)
        default:
            CommandFailure(
                place: "karaulactl", cause: "\(error)", mend: "this should not happen; please report it",
                exitCode: 70)
        }
    }
}
