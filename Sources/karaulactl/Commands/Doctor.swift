import ArgumentParser
import Console
import Glibc
import Station
import Timekeeping

/// `karaulactl doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check everything that a site needs, and say what to mend.",
        discussion: """
            Looks at the configuration, cameras, rights, the state directory and its disk, the clock, certificates, the way \
            to each destination (a connection with TLS, in which nothing is sent), the service, and what the daemon says of \
            itself. It changes nothing, and disturbs no camera that streams. Each line begins with OK, WARN or FAIL; ends \
            with 1 if there is a FAIL. Look as root, who sees everything.
            """)

    @Option(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"]))
    var config = "/etc/karaula/karaula.yaml"

    @Option(help: "The state directory.", completion: .directory)
    var state = "/var/lib/karaula"

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    @Option(help: "The user that the service runs as.")
    var user = "karaula"

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var findings = try await lookAtTheSite()
        let service = ServiceState(Self.askServiceManager())
        findings += service.findings
        if service.isActive || access(socket, F_OK) == 0 { findings.append(contentsOf: await askDaemon()) }
        try StandardOutput.write(json ? [DoctorReport.value(findings).canonicalText] : DoctorReport.lines(findings))
        if findings.contains(where: { $0.verdict == .failure }) { throw ExitCode(1) }
    }

    private func lookAtTheSite() async throws -> [DoctorFinding] {
        let configuration: SiteConfiguration
        do {
            configuration = try SiteConfiguration.load(path: config)
        } catch {
            return error.lines.map { DoctorFinding(.failure, "configuration", $0) }
        }
        let doctor = SiteDoctor(
            configuration: configuration, stateDirectory: state, account: user, clock: try SystemSiteClock())
        return [DoctorFinding(.ok, "configuration", "\(config) is valid: site \(configuration.site)")]
            + (await doctor.findings())
    }

    /// What `systemctl show` prints of the service; nothing if there is no systemctl.
    private static func askServiceManager() -> String {
        let properties = ServiceState.properties.joined(separator: ",")
        guard let pipe = popen("systemctl show karaulad.service --property=\(properties) 2>/dev/null", "r") else {
            return ""
        }
        defer { pclose(pipe) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, pipe)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private func askDaemon() async -> [DoctorFinding] {
        do {
            var found: [DoctorFinding] = []
            try await DaemonSocket.with(socket) { daemon in found = DoctorReport.findings(try await daemon.health()) }
            return found
        } catch {
            let failure = (error as? DaemonRefusal)?.failure ?? error as? CommandFailure
            // That this user may not ask says nothing of the site.
            return [
                DoctorFinding(
                    failure?.exitCode == 77 ? .warning : .failure, "daemon", "\(failure?.description ?? "\(error)")")
            ]
        }
    }
}
