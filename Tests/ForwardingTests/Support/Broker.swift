import Forwarding
import Foundation
import MerkleLog
import TestKit
import Timekeeping

/// Debian's mosquitto, with a door for sites (TLS, client certificates) and one for the tests (plain).
final class Broker {
    let port: Int
    let plainPort: Int
    private let directory = try? TemporaryDirectory()  // without one, starting fails and says so
    private let certificates: TestCertificates
    private let certificate: String
    private let settings: [String]
    private var server: LocalServer?

    /// Starts a broker.
    ///
    /// - Parameters:
    ///   - certificate: which of the test certificates it shows.
    ///   - settings: further lines of its configuration.
    init(certificate: String = "server", settings: [String] = []) async throws {
        certificates = try TestCertificates.shared.get()
        let ports = LocalServer.freePorts(2)
        port = ports[0]
        plainPort = ports[1]
        self.certificate = certificate
        self.settings = settings
        try await start()
    }

    /// What it has said so far.
    var said: String { server?.said ?? "" }

    /// Starts it, at the same ports as before, if it was killed.
    func start() async throws {
        guard let directory else { throw TestToolFailure(tool: "a temporary directory") }
        let file = directory.file("mosquitto.conf")
        let text =
            ([
                "user root", "per_listener_settings false", "allow_anonymous true", "persistence false",
                "listener \(port) 127.0.0.1", "cafile \(certificates.file("ca.pem"))",
                "certfile \(certificates.file("\(certificate).pem"))",
                "keyfile \(certificates.file("\(certificate).key"))",
                "require_certificate true", "use_identity_as_username true",
                "listener \(plainPort) 127.0.0.1",
            ] + settings).joined(separator: "\n") + "\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        server = try await LocalServer(
            "/usr/sbin/mosquitto", ["-c", file], listeningOn: [port, plainPort], log: directory.file("mosquitto.log"))
    }

    /// Ends it as a power cut would.
    func kill() { server?.kill() }

    /// Makes it stand still.
    func freeze() { server?.freeze() }

    /// A destination at this broker, with everything as it should be.
    func destination(
        _ name: String = "broker", disclosure: Disclosure = Disclosure(fields: .all, pictures: .snapshot),
        timeout: Double = 600
    ) throws -> Destination {
        var destination = Destination(
            name: name, url: "mqtts://127.0.0.1:\(port)", trustedCertificates: certificates.file("ca.pem"),
            clientCertificate: certificates.file("client.pem"), clientKey: certificates.file("client.key"),
            timeoutSeconds: timeout)
        destination.disclosure = disclosure
        return destination
    }
}

/// Makes a transport that loses no time over failures.
func makeMQTT(
    to destination: Destination, site: String = "post 4", settings: MQTTSettings = MQTTSettings()
) throws -> MQTTTransport {
    MQTTTransport(
        destination: destination, origin: LogOrigin(site: site), settings: settings, clock: try SystemSiteClock(),
        backOff: BackOff(baseSeconds: 0.01, capSeconds: 0.05))
}
