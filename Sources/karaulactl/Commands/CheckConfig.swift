import ArgumentParser
import Console
import Detection
import Glibc
import Station

/// `karaulactl check-config`
struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check a configuration file without touching the running daemon.",
        discussion: "Prints every error as file:line:column, and ends with 78 if there is one.")

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "/etc/karaula/karaula.yaml"

    func run() throws {
        let site = try Configurations.load(file)
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        let rules = site.cameras.reduce(0) { $0 + $1.detectionSettings.rules.count }
        try StandardOutput.write(
            "\(file): OK: site \(site.site), \(counted(site.cameras.count, "camera")), \(counted(rules, "rule")), "
                + counted(site.destinations.count, "destination"))
    }
}
