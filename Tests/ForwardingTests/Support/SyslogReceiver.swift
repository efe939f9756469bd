import Forwarding
import Foundation
import TestKit

/// Debian's rsyslog, which demands client certificates and writes down each message as it came.
final class SyslogReceiver {
    let port: Int
    private let directory = try? TemporaryDirectory()  // without one, starting fails and says so
    private let certificates: TestCertificates
    private let certificate: String
    private var server: LocalServer?

    /// Starts a receiver that shows `certificate`.
    init(certificate: String = "server") async throws {
        certificates = try TestCertificates.shared.get()
        port = LocalServer.freePorts(1)[0]
        self.certificate = certificate
        try await start()
    }

    /// Starts it, at the same port as before, if it was killed.
    func start() async throws {
        guard let directory else { throw TestToolFailure(tool: "a temporary directory") }
        let file = directory.file("rsyslog.conf")
        // Control characters are kept, so that what arrived can be compared; as it comes, rsyslog escapes them.
        try """
        global(workDirectory="\(directory.path)" parser.escapeControlCharactersOnReceive="off"
            defaultNetstreamDriverCAFile="\(certificates.file("ca.pem"))"
            defaultNetstreamDriverCertFile="\(certificates.file("\(certificate).pem"))"
            defaultNetstreamDriverKeyFile="\(certificates.file("\(certificate).key"))")
        module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/name"
            permittedPeer=["site-1"])
        input(type="imtcp" port="\(port)" address="127.0.0.1")
        template(name="line" type="list") {
            constant(value="{") property(name="rawmsg" format="jsonf") constant(value=",")
            property(name="hostname" format="jsonf") constant(value=",")
            property(name="app-name" format="jsonf") constant(value=",")
            property(name="msgid" format="jsonf") constant(value=",")
            property(name="syslogseverity-text" format="jsonf") constant(value=",")
            property(name="syslogfacility-text" format="jsonf") constant(value=",")
            property(name="structured-data" format="jsonf") constant(value=",")
            property(name="msg" format="jsonf") constant(value="}\\n")
        }
        action(type="omfile" file="\(directory.file("messages.jsonl"))" template="line" asyncWriting="off")

        """.write(toFile: file, atomically: true, encoding: .utf8)
        server = try await LocalServer(
            "/usr/sbin/rsyslogd", ["-n", "-f", file, "-i", directory.file("rsyslogd.pid")], listeningOn: [port],
            log: directory.file("rsyslogd.log"))
    }

    /// Ends it as a power cut would.
    func kill() { server?.kill() }

    /// Makes it stand still.
    func freeze() { server?.freeze() }

    /// What it has said so far.
    var said: String { server?.said ?? "" }

    /// A destination at this receiver, with everything as it should be.
    func destination(_ name: String = "syslog", timeout: Double = 600) throws -> Destination {
        var destination = Destination(
            name: name, url: "syslog+tls://127.0.0.1:\(port)", trustedCertificates: certificates.file("ca.pem"),
            clientCertificate: certificates.file("client.pem"), clientKey: certificates.file("client.key"),
            timeoutSeconds: timeout)
        destination.disclosure = .everything
        return destination
    }

    /// What arrived so far, oldest first: the parts that rsyslog found, by their names.
    func messages() throws -> [[String: String]] {
        guard let directory, FileManager.default.fileExists(atPath: directory.file("messages.jsonl")) else { return [] }
        let text = try String(contentsOfFile: directory.file("messages.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        }
    }
}
