import Forwarding
import Foundation
import Glibc
import TestKit

/// `Tests/System/receiver.py` as a process of its own: a receiver that demands client certificates.
final class Receiver {
    let port: Int
    private let child: Child
    private let connection: ChildConnection
    private let certificates: TestCertificates
    private let output: String
    private let directory: TemporaryDirectory

    /// Starts a receiver and waits until it listens.
    ///
    /// - Parameters:
    ///   - certificate: which of the test certificates it shows.
    ///   - port: 0 takes a free one.
    ///   - directory: where received events are kept; pass the one of a stopped receiver to go on with its file.
    init(
        certificate: String = "server", port: Int = 0, directory: TemporaryDirectory? = nil, arguments: [String] = []
    ) throws {
        certificates = try TestCertificates.shared.get()
        connection = try ChildConnection()
        self.directory = try directory ?? TemporaryDirectory()
        output = self.directory.file("received.jsonl")
        let (certificates, output) = (certificates, output)
        child = try connection.start { stream in
            try Child(
                "python3",
                [
                    "\(TestCertificates.tools)/receiver.py", "--port", "\(port)", "--out", output,
                    "--certificate", certificates.file("\(certificate).pem"), "--key",
                    certificates.file("\(certificate).key"), "--client-ca", certificates.file("ca.pem"),
                    "--until-end-of-input",
                ] + arguments, input: stream, output: stream)
        }
        let line = connection.read(toEndOfLine: true)
        guard let port = Int(String(decoding: line, as: UTF8.self).dropFirst("ready ".count).dropLast()) else {
            throw TestToolFailure(tool: "receiver.py")
        }
        self.port = port
    }

    deinit { stop() }

    /// Ends the receiver; connections to its port are refused from then on.
    func stop() {
        child.send(SIGTERM)
        child.wait()
    }

    /// Another receiver at the same port with the same file.
    func restarted() throws -> Receiver {
        stop()
        return try Receiver(port: port, directory: directory)
    }

    /// A destination at `path` of this receiver, with everything as it should be.
    func destination(_ name: String = "sector", path: String = "v1/entries") throws -> Destination {
        Destination(
            name: name, url: "https://127.0.0.1:\(port)/\(path)", trustedCertificates: certificates.file("ca.pem"),
            clientCertificate: certificates.file("client.pem"), clientKey: certificates.file("client.key"),
            timeoutSeconds: 600)
    }

    /// The events received so far, oldest first.
    func events() throws -> [[String: Any]] {
        try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    /// The ids of the events received from `site` so far, oldest first.
    func ids(from site: String) throws -> [Int64] {
        try events().filter { $0["source"] as? String == CloudEvents.source(of: site) }
            .compactMap { ($0["id"] as? String).flatMap { Int64($0) } }
    }
}
