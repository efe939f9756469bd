import Forwarding
import Foundation
import TestKit
import Testing
import Timekeeping

@Suite("A destination's certificate files")
struct DestinationCertificatesTests {
    private let certificates: TestCertificates
    private let directory: TemporaryDirectory
    private let now: UTCTime

    init() throws {
        certificates = try TestCertificates.shared.get()
        directory = try TemporaryDirectory()
        now = try SystemSiteClock().reading().utc
    }

    private func destination(ca: String? = "ca.pem", certificate: String? = "client.pem", key: String? = "client.key")
        -> Destination
    {
        func path(_ name: String?) -> String? { name.map { $0.hasPrefix("/") ? $0 : certificates.file($0) } }
        return Destination(
            name: "sector", url: "https://localhost/", trustedCertificates: path(ca),
            clientCertificate: path(certificate),
            clientKey: path(key))
    }

    private func problem(_ destination: Destination) -> DeliveryError? {
        do {
            try destination.checkCertificates(at: now)
            return nil
        } catch { return error }
    }

    @Test("are accepted when all is well, and when there are none")
    func sound() {
        #expect(problem(destination()) == nil)
        #expect(problem(destination(certificate: nil, key: nil)) == nil)
        #expect(problem(destination(ca: nil, certificate: nil, key: nil)) == nil)
    }

    @Test("are refused with the file's name and what is wrong with it")
    func unsound() throws {
        let text = directory.file("text.pem")
        try "this is not PEM".write(toFile: text, atomically: true, encoding: .utf8)
        let broken = directory.file("broken.pem")
        try "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            .write(toFile: broken, atomically: true, encoding: .utf8)
        let large = directory.file("large.pem")
        try Data(count: 2_000_000).write(to: URL(filePath: large))
        let none = directory.file("none.pem")
        let cases: [(Destination, String, String)] = [
            (destination(ca: none), none, "No such file"),
            (destination(certificate: none), none, "No such file"),
            (destination(key: none), none, "No such file"),
            (destination(ca: text), text, "no readable certificate"),
            (destination(certificate: text), text, "no readable certificate"),
            (destination(key: text), text, "no readable private key"),
            (destination(ca: broken), broken, "no readable certificate"),
            (destination(ca: directory.path), directory.path, "not a file"),
            (destination(ca: large), large, "larger than 1 MiB"),
            (destination(key: "wrong-client.key"), certificates.file("wrong-client.key"), "does not belong"),
            (destination(key: "client.pem"), certificates.file("client.pem"), "no readable private key"),
            (
                destination(certificate: "expired.pem", key: "expired.key"), certificates.file("expired.pem"),
                "expired on"
            ),
            (destination(ca: "expired.pem"), certificates.file("expired.pem"), "every certificate in it has expired"),
        ]
        for (destination, file, cause) in cases {
            let found = problem(destination)
            #expect(found?.code == .configuration, "\(file)")
            #expect(found?.place.hasSuffix(file) == true, "\(file): \(found?.place ?? "no problem")")
            #expect(found?.cause.contains(cause) == true, "\(file): \(found?.cause ?? "no problem")")
            #expect(found?.mend.isEmpty == false)
        }
    }

    @Test("are judged by the time that is passed in")
    func time() {
        let past = UTCTime(nanoseconds: now.nanoseconds - 10 * 86_400 * 1_000_000_000)
        #expect(throws: DeliveryError.self) { try destination().checkCertificates(at: past) }
        #expect(throws: Never.self) {
            try destination(certificate: "expired.pem", key: "expired.key").checkCertificates(at: past)
        }
    }
}
