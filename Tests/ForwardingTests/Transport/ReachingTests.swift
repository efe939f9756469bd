import Forwarding
import Testing
import Timekeeping

@Suite("Reaching a receiver without sending anything", .timeLimit(.minutes(10)))
struct ReachingTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared.get()
    }

    private func failure(of destination: Destination) async throws -> DeliveryError? {
        let now = try SystemSiteClock().reading().utc
        do throws(DeliveryError) {
            try await destination.reach(at: now)
            return nil
        } catch {
            #expect(!error.cause.isEmpty && !error.mend.isEmpty)
            return error
        }
    }

    @Test("a receiver that takes our certificate is reached, under TLS 1.3 and 1.2, by name and by address")
    func reached() async throws {
        for arguments in [[], ["--tls12"]] {
            let receiver = try Receiver(arguments: arguments)
            for host in ["127.0.0.1", "localhost"] {
                var destination = try receiver.destination()
                destination.url = "https://\(host):\(receiver.port)/v1"
                #expect(try await failure(of: destination) == nil)
            }
            #expect(try receiver.events().isEmpty)
        }
    }

    @Test("a receiver that asks for a certificate and gets none is not reached, under TLS 1.3 and 1.2")
    func unknown() async throws {
        for arguments in [[], ["--tls12"]] {
            let receiver = try Receiver(arguments: arguments)
            var destination = try receiver.destination()
            (destination.clientCertificate, destination.clientKey) = (nil, nil)
            #expect(try await failure(of: destination) != nil)
        }
    }

    @Test("a receiver of an unknown authority, or with an expired certificate, is not trusted")
    func untrusted() async throws {
        let receiver = try Receiver()
        var destination = try receiver.destination()
        destination.trustedCertificates = certificates.file("wrong-ca.pem")
        #expect(try await failure(of: destination)?.code == .untrustedReceiver)
        let stale = try Receiver(certificate: "stale")
        #expect(try await failure(of: stale.destination())?.code == .untrustedReceiver)
    }

    @Test("where nobody listens nothing is reached, with TLS and without")
    func nobody() async throws {
        let receiver = try Receiver()
        let destination = try receiver.destination()
        receiver.stop()
        #expect(try await failure(of: destination) != nil)
        let plain = Destination(name: "broker", url: "mqtt://127.0.0.1:\(receiver.port)")
        #expect(try await failure(of: plain) != nil)
    }
}
