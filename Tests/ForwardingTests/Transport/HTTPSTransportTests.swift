import Forwarding
import Foundation
import TestKit
import Testing
import Timekeeping

@Suite("The HTTPS transport, against a receiver that demands client certificates")
struct HTTPSTransportTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared.get()
    }

    private func batch(site: String = "s", padding: Int = 0) -> DeliveryRequest {
        let entries = (1...3).map { Samples.disclosed(Int64($0), padding: padding) }
        let source = CloudEvents.source(of: site)
        return .entries(
            DeliveryBatch(
                source: source, entries: entries, events: entries.map { CloudEvents.event(of: $0, source: source) }))
    }

    private func deliver(
        to destination: Destination, clock: (any SiteClock)? = nil
    ) async throws -> Result<DeliveryAnswer, DeliveryError> {
        let transport = try HTTPSTransport(destination: destination, clock: clock ?? SystemSiteClock())
        do { return .success(try await transport.deliver(batch())) } catch { return .failure(error) }
    }

    private func failure(of destination: Destination, clock: (any SiteClock)? = nil) async throws -> DeliveryError? {
        guard case .failure(let error) = try await deliver(to: destination, clock: clock) else { return nil }
        #expect(!error.cause.isEmpty && !error.mend.isEmpty)
        #expect(error.place.contains(destination.name))
        return error
    }

    @Test("delivers under TLS 1.3 and 1.2, by name and by address", arguments: [[], ["--tls12"]] as [[String]])
    func delivers(arguments: [String]) async throws {
        let receiver = try Receiver(arguments: arguments)
        for host in ["127.0.0.1", "localhost"] {
            var destination = try receiver.destination()
            destination.url = "https://\(host):\(receiver.port)/v1"
            let answer = try await deliver(to: destination).get()
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
        }
        #expect(try receiver.ids(from: "s") == [1, 2, 3])
        #expect(try receiver.events()[0]["subject"] as? String == "north gate")
    }

    @Test("refuses a receiver that an unknown authority vouches for, or whose certificate has expired")
    func untrusted() async throws {
        let receiver = try Receiver()
        var destination = try receiver.destination()
        destination.trustedCertificates = certificates.file("wrong-ca.pem")
        #expect(try await failure(of: destination)?.code == .untrustedReceiver)
        destination.trustedCertificates = nil
        #expect(try await failure(of: destination)?.code == .untrustedReceiver)

        let stale = try Receiver(certificate: "stale")
        #expect(try await failure(of: stale.destination())?.code == .untrustedReceiver)
        #expect(try receiver.events().isEmpty && stale.events().isEmpty)
    }

    @Test("refuses a receiver whose certificate is for another name")
    func wrongName() async throws {
        let receiver = try Receiver(certificate: "elsewhere")
        for host in ["127.0.0.1", "localhost"] {
            var destination = try receiver.destination()
            destination.url = "https://\(host):\(receiver.port)/v1"
            let error = try await failure(of: destination)
            #expect(error?.code == .untrustedReceiver)
            #expect(error?.cause.contains("another name") == true)
        }
        #expect(try receiver.events().isEmpty)
    }

    @Test(
        "says that the receiver refuses its certificate, under TLS 1.3 and 1.2",
        arguments: [[], ["--tls12"]] as [[String]])
    func refusedIdentity(arguments: [String]) async throws {
        let receiver = try Receiver(arguments: arguments)
        var destination = try receiver.destination()
        destination.clientCertificate = certificates.file("wrong-client.pem")
        destination.clientKey = certificates.file("wrong-client.key")
        #expect(try await failure(of: destination)?.code == .identityRefused)

        destination.clientCertificate = nil
        destination.clientKey = nil
        let error = try await failure(of: destination)
        #expect(error?.code == .identityRefused)
        #expect(error?.cause.contains("without a client certificate") == true)

        // A clock that is far behind does not see that its own certificate has expired, but the receiver does.
        destination.clientCertificate = certificates.file("expired.pem")
        destination.clientKey = certificates.file("expired.key")
        let behind = try SystemSiteClock().reading().utc.nanoseconds - 10 * 86_400 * 1_000_000_000
        #expect(try await failure(of: destination, clock: ManualSiteClock(utc: behind))?.code == .identityRefused)
        #expect(try await failure(of: destination)?.code == .configuration)
        #expect(try receiver.events().isEmpty)
    }

    @Test("uses a renewed certificate without being made anew")
    func renewal() async throws {
        let receiver = try Receiver()
        let directory = try TemporaryDirectory()
        var destination = try receiver.destination()
        destination.clientCertificate = directory.file("site.pem")
        destination.clientKey = directory.file("site.key")
        let transport = try HTTPSTransport(destination: destination, clock: SystemSiteClock())
        func install(_ name: String) throws {
            for ending in ["pem", "key"] {
                let text = try String(contentsOfFile: certificates.file("\(name).\(ending)"), encoding: .utf8)
                try text.write(toFile: directory.file("site.\(ending)"), atomically: true, encoding: .utf8)
            }
        }
        await #expect(throws: DeliveryError.self) { try await transport.deliver(batch()) }
        try install("expired")
        await #expect(throws: DeliveryError.self) { try await transport.deliver(batch()) }
        try install("client")
        #expect(try await transport.deliver(batch()).status == 200)
    }

    @Test("stops using a certificate when it expires, also on a connection that is open")
    func expiry() async throws {
        let receiver = try Receiver()
        let clock = ManualSiteClock(utc: try SystemSiteClock().reading().utc.nanoseconds)
        let transport = HTTPSTransport(destination: try receiver.destination(), clock: clock)
        #expect(try await transport.deliver(batch()).status == 200)
        clock.advance(bySeconds: 29.5 * 86_400)
        let error = await #expect(throws: DeliveryError.self) { try await transport.deliver(batch()) }
        #expect(error?.code == .configuration && error?.cause.contains("certificate expired on") == true)
        #expect(error?.place.contains("client.pem") == true)
    }

    @Test("stops believing an authority when it expires")
    func expiryOfAuthority() async throws {
        let receiver = try Receiver(arguments: ["--plain"])
        var destination = try receiver.destination()
        (destination.clientCertificate, destination.clientKey) = (nil, nil)
        let clock = ManualSiteClock(utc: try SystemSiteClock().reading().utc.nanoseconds)
        let transport = HTTPSTransport(destination: destination, clock: clock)
        let before = await #expect(throws: DeliveryError.self) { try await transport.deliver(batch()) }
        #expect(before?.code != .configuration)
        clock.advance(bySeconds: 31 * 86_400)
        let after = await #expect(throws: DeliveryError.self) { try await transport.deliver(batch()) }
        #expect(after?.code == .configuration && after?.place.contains("ca.pem") == true)
    }

    @Test(
        "bounds answers that are nonsense, in size and in time, and takes none for an acknowledgement",
        arguments: [
            ("html", DeliveryError.Code.nonsense), ("huge", .nonsense), ("redirect", .redirected),
            ("garbage", .nonsense), ("close", .connectionLost), ("hang", .timedOut), ("trickle", .timedOut),
        ] as [(String, DeliveryError.Code)])
    func nonsense(path: String, code: DeliveryError.Code) async throws {
        let receiver = try Receiver()
        var destination = try receiver.destination(path: path)
        // Short only where the answer never comes; a machine under load may take its time for the others.
        destination.timeoutSeconds = code == .timedOut ? 2 : 600
        switch try await deliver(to: destination) {
        case .failure(let error):
            #expect(error.code == code)
        case .success(let answer):
            #expect(answer.body.count <= HTTPSTransport.bodyLimit)
            guard case .failed(let error, _) = DeliveryVerdict(of: answer, to: .entries, from: "sector") else {
                Issue.record("\(path) was taken for an acknowledgement")
                return
            }
            #expect(error.code == code)
        }
        #expect(try receiver.events().isEmpty)
    }

    @Test("tells the receiver's wish for patience")
    func retryAfter() async throws {
        let receiver = try Receiver()
        let answer = try await deliver(to: receiver.destination(path: "status/429/1?retry-after=17")).get()
        #expect(answer.status == 429)
        #expect(answer.retryAfterSeconds == 17)
    }

    @Test("says when nothing listens, and when the name does not exist")
    func unreachable() async throws {
        let receiver = try Receiver()
        var destination = try receiver.destination()
        receiver.stop()
        let refused = try await failure(of: destination)
        #expect(refused?.code == .unreachable)
        #expect(refused?.cause.contains("refused") == true)
        destination.url = "https://sector.invalid:8471/v1"
        #expect(try await failure(of: destination)?.code == .unreachable)
    }

    @Test("says when the other side does not speak TLS")
    func plain() async throws {
        let receiver = try Receiver(arguments: ["--plain"])
        let error = try await failure(of: receiver.destination())
        #expect(error?.code == .nonsense || error?.code == .connectionLost)
        var destination = try receiver.destination()
        destination.url = "http://127.0.0.1:\(receiver.port)/v1"
        #expect(try await deliver(to: destination).get().status == 200)
    }

    @Test("sends nothing to a destination that is configured wrongly")
    func misconfigured() async throws {
        #expect(try await failure(of: Destination(name: "s", url: "http://sector.example/"))?.code == .configuration)
    }
}
