import ArgumentParser
import Console

/// `karaulactl status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the site is: cameras, journal, destinations.",
        discussion: "Ends with 0 if the site is ready, and with 1 if something keeps it from its work.")

    @Flag(help: "Print JSON, as /health does.")
    var json = false

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func run() async throws {
        var isReady = true
        try await DaemonSocket.with(socket) { daemon in
            let health = try await daemon.health()
            isReady = health.ready
            try StandardOutput.write(json ? [try health.json] : StatusReport.lines(health))
        }
        if !isReady { throw ExitCode(1) }
    }
}
