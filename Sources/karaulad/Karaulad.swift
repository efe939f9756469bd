import ArgumentParser
import Console
import Glibc
import Logging
import ServiceLifecycle
import Station
import Timekeeping

/// The daemon: reads its configuration, runs the site, and serves its console until it is told to stop.
@main
struct Karaulad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karaulad",
        abstract: "Watches cameras, writes what it saw into a journal, and forwards alerts.",
        discussion: """
            Ends cleanly on SIGTERM or SIGINT. On SIGHUP it reads its configuration anew and takes up what has changed; \
            a file that is wrong, or that would need a restart, changes nothing. Exit codes follow sysexits(3): 78 for a wrong configuration or another \
            site's journal, 69 if a port or the journal is in use, 65 if the log's key is none, 73, 74 or 77 if \
            the journal cannot be made or written. A damaged journal is set aside, and a new one begins.
            """,
        version: KaraulaVersion.current)

    @Option(help: "The configuration file.")
    var config = "/etc/karaula/karaula.yaml"

    @Option(help: "The directory of the journal, recordings and snapshots.")
    var state = "/var/lib/karaula"

    @Option(help: "The directory of the API's socket.")
    var runtime = "/run/karaula"

    @Option(
        help: ArgumentHelp(
            "A destination that is configured no more, and of which what waits is given up; may be repeated.",
            valueName: "name"))
    var abandon: [String] = []

    func run() async throws {
        let configuration: SiteConfiguration
        let text: String
        do {
            (configuration, text) = try SiteConfiguration.loadWithText(path: config)
        } catch {
            throw fail("\(error)", error.exitCode)
        }
        let output = LogOutput.detected
        let threshold = LogThreshold(configuration.log.level)
        LoggingSystem.bootstrap { _ in
            JournaldLogHandler(output: output, threshold: threshold)
        }
        let logger = Logger(label: "karaulad")
        defer { JournaldLogHandler.drain() }
        do {
            try await DaemonRun(
                configuration: configuration, configurationText: text, configurationPath: config,
                stateDirectory: absolute(state),
                runtimeDirectory: absolute(runtime), abandoning: Set(abandon),
                logger: logger, threshold: threshold
            ).run()
        } catch {
            throw fail(error.line, error.exitCode)
        }
    }

    /// A path that means the same from everywhere, as it is shown to people in other folders.
    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    private func fail(_ line: String, _ code: Int32) -> ExitCode {
        let bytes = Array((line.split(separator: "\n").map { "karaulad: \($0)\n" }.joined()).utf8)
        // The last words of a process that ends have nowhere else to go.
        _ = write(STDERR_FILENO, bytes, bytes.count)
        return ExitCode(code)
    }
}
