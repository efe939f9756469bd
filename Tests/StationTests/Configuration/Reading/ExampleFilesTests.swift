import Capture
import Forwarding
import Station
import Testing

@Suite("The examples in Config/")
struct ExampleFilesTests {
    @Test("load without an error", arguments: ProjectFiles.examples)
    func load(path: String) throws {
        let configuration = try SiteConfiguration.load(path: path)
        #expect(!configuration.cameras.isEmpty)
    }

    @Test("are all there")
    func names() {
        let names = ProjectFiles.examples.map { String($0.split(separator: "/").last ?? "") }
        #expect(["karaula.yaml", "simulated.yaml", "two-cameras.yaml"].allSatisfy(names.contains))
    }

    @Test("the first run plays the ready-made scene")
    func firstRun() throws {
        let configuration = try SiteConfiguration.parse(ProjectFiles.text("Config/simulated.yaml"))
        #expect(configuration.cameras.map(\.source) == [.simulated(.firstRun, pace: .realTime)])
        #expect(configuration.destinations.isEmpty)
    }

    @Test("what karaula.yaml has commented out are the defaults, and the example destination is sound")
    func commentedDefaults() throws {
        let text = try ProjectFiles.text("Config/karaula.yaml")
        var isDestination = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
            if line.hasPrefix("destinations:") {
                isDestination = true
                return "destinations:"
            }
            if line.isEmpty { isDestination = false }
            if isDestination { return line.hasPrefix("#") ? " " + line.dropFirst() : String(line) }
            if line.contains("controls:") || line.contains("power_line_frequency:") { return nil }
            guard let mark = line.firstRange(of: "# "), line[..<mark.lowerBound].allSatisfy({ $0 == " " }),
                line[mark.upperBound...].prefixMatch(of: /\ *[a-z_]+:( |$)/) != nil
            else { return String(line) }
            return String(line[..<mark.lowerBound] + line[mark.upperBound...])
        }
        let plain = try SiteConfiguration.parse(text)
        var explicit = try SiteConfiguration.parse(lines.joined(separator: "\n"))
        #expect(
            explicit.destinations == [
                Destination(
                    name: "sector", url: "https://sector.example:8471/v1/entries",
                    trustedCertificates: "/etc/karaula/tls/sector-ca.pem",
                    clientCertificate: "/etc/karaula/tls/site.pem", clientKey: "/etc/karaula/tls/site.key")
            ])
        explicit.destinations = []
        #expect(explicit == plain)
        #expect(lines.joined(separator: "\n").contains("\n      preroll: 5s\n"), "nothing was uncommented")
    }
}
