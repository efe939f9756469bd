import Forwarding
import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("Syslog to Debian's rsyslog", .serialized)
struct SyslogTransportTests {
    private static let source = CloudEvents.source(of: "post 4")
    private static let hostile = [
        "]", "\"", "\\", "\\\"] [evil@1 a=\"b\"", "line\nbreak\r\nand more",
        "12 <13>1 - - - - - -\n<14>1 - x y - - - z",
        "\u{2028}\u{FEFF}💥čuvar", "\t\u{1B}[31mred\u{7}", String(repeating: "long ", count: 300),
    ]

    private func batch(_ entries: [DisclosedEntry], lane: Lane = .alarm) -> DeliveryRequest {
        .entries(
            DeliveryBatch(
                source: Self.source, lane: lane, entries: entries,
                events: entries.map { CloudEvents.event(of: $0, source: Self.source) }))
    }

    private func makeSyslog(to destination: Destination) throws -> SyslogTransport {
        SyslogTransport(destination: destination, origin: LogOrigin(site: "post 4"), clock: try SystemSiteClock())
    }

    private func failure(_ body: () async throws(DeliveryError) -> DeliveryAnswer) async -> DeliveryError? {
        do throws(DeliveryError) {
            let answer = try await body()
            Issue.record("it was answered with \(answer.status)")
            return nil
        } catch { return error }
    }

    @Test("brings hostile strings over mutual TLS intact, each in a message of its own")
    func hostile() async throws {
        let receiver = try await SyslogReceiver()
        let transport = try makeSyslog(to: try receiver.destination())
        let entries = Self.hostile.enumerated().map { index, text in
            Samples.disclosed(
                Entry(
                    seq: Int64(index + 1), kind: index % 2 == 0 ? .eventOpened : .watchChanged, camera: text,
                    time: ManualSiteClock().reading(), event: nil,
                    payload: ["rule": .string(text), "deep": ["er": [.string(text)]]], salt: []))
        }
        #expect(try await transport.deliver(batch(entries)).status == 200)
        try await eventually("all arrive") { try receiver.messages().count == entries.count }
        let messages = try receiver.messages()
        for ((message, entry), text) in zip(zip(messages, entries), Self.hostile) {
            let sent = SyslogMessage(source: Self.source).message(of: entry, lane: .alarm)
            #expect(message["rawmsg"] == String(decoding: sent, as: UTF8.self))
            #expect(message["hostname"] == "post%204")
            #expect(message["app-name"] == "karaula")
            #expect(message["msgid"] == entry.kind.rawValue)
            #expect(message["syslogfacility-text"] == "local0")
            let elements = try #require(StructuredData.elements(message["structured-data"] ?? ""))
            #expect(elements.map(\.id) == ["karaula@32473", "payload@32473"])
            #expect(elements[0].parameters.first { $0.name == "camera" }?.value == cut(text))
            #expect(elements[1].parameters.map(\.name) == ["deep.er.0", "rule"])
            #expect(elements[1].parameters.allSatisfy { $0.value == text })
        }
        #expect(messages.map { $0["syslogseverity-text"] }[0] == "crit")
        await transport.close()
    }

    /// A camera's name longer than 1 KiB is cut.
    private func cut(_ text: String) -> String { text.utf8.count > 1024 ? String(text.prefix(1021)) + "…" : text }

    @Test("uses one connection for many batches, and makes another when the receiver was restarted")
    func restarts() async throws {
        let receiver = try await SyslogReceiver()
        let transport = try makeSyslog(to: try receiver.destination())
        #expect(try await transport.deliver(batch([Samples.disclosed(1)])).status == 200)
        #expect(try await transport.deliver(batch([Samples.disclosed(2)])).status == 200)
        #expect(try await transport.deliver(batch([])).status == 200)
        try await eventually("both arrive") { try receiver.messages().count == 2 }
        receiver.kill()
        let error = await failure { () async throws(DeliveryError) in
            try await transport.deliver(batch([Samples.disclosed(3)]))
        }
        #expect([.unreachable, .connectionLost].contains(error?.code))
        try await receiver.start()
        #expect(try await transport.deliver(batch([Samples.disclosed(3)])).status == 200)
        try await eventually("the third arrives") { try receiver.messages().count == 3 }
        await transport.close()
    }

    @Test("notices a receiver that stands still, where writing alone would not")
    func frozen() async throws {
        let receiver = try await SyslogReceiver()
        let relay = try await Relay(to: receiver.port)
        var destination = try receiver.destination(timeout: 5)
        destination.url = "syslog+tls://127.0.0.1:\(relay.port)"
        let transport = try makeSyslog(to: destination)
        #expect(try await transport.deliver(batch([Samples.disclosed(1)])).status == 200)
        receiver.freeze()
        // More than the sockets on the way hold.
        let large = (2..<3000).map { Samples.disclosed($0, padding: 6000) }
        let error = await failure { () async throws(DeliveryError) in try await transport.deliver(batch(large)) }
        #expect(error?.code == .timedOut)
        receiver.kill()
    }

    @Test("gives up when it is told to")
    func cancelled() async throws {
        let receiver = try await SyslogReceiver()
        let transport = try makeSyslog(to: try receiver.destination(timeout: 300))
        receiver.freeze()
        let attempt = Task {
            await failure { () async throws(DeliveryError) in
                try await transport.deliver(batch((1..<3000).map { Samples.disclosed($0, padding: 6000) }))
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        attempt.cancel()
        #expect(await attempt.value?.code == .cancelled)
        receiver.kill()
    }

    @Test("says in words what is wrong with who and where")
    func failures() async throws {
        let certificates = try TestCertificates.shared.get()
        let receiver = try await SyslogReceiver()
        let good = try receiver.destination(timeout: 10)
        func code(_ change: (inout Destination) -> Void) async throws -> DeliveryError.Code? {
            var destination = good
            change(&destination)
            let transport = try makeSyslog(to: destination)
            defer { Task { await transport.close() } }
            return await failure { () async throws(DeliveryError) in
                try await transport.deliver(batch([Samples.disclosed(1)]))
            }?.code
        }
        #expect(try await code { $0.trustedCertificates = certificates.file("wrong-ca.pem") } == .untrustedReceiver)
        #expect(try await code { $0.trustedCertificates = nil } == .untrustedReceiver)
        let stranger = try await code {
            $0.clientCertificate = certificates.file("wrong-client.pem")
            $0.clientKey = certificates.file("wrong-client.key")
        }
        #expect([.identityRefused, .connectionLost].contains(stranger))
        let nobody = try await code {
            $0.clientCertificate = nil
            $0.clientKey = nil
        }
        #expect([.identityRefused, .connectionLost].contains(nobody))
        #expect(try await code { $0.clientKey = "/nowhere/client.key" } == .configuration)
        #expect(try await code { $0.url = "syslog+tls://\(LocalServer.nowhere)" } == .unreachable)
        #expect(try await code { $0.url = "syslog+tls://127.0.0.1:1" } == .unreachable)
        let other = try await SyslogReceiver(certificate: "elsewhere")
        #expect(try await code { $0.url = "syslog+tls://127.0.0.1:\(other.port)" } == .untrustedReceiver)
        #expect(try receiver.messages().isEmpty)
    }

    @Test("carries entries alone")
    func carries() async throws {
        let transport = try makeSyslog(to: Destination(name: "s", url: "syslog+tls://log.example"))
        #expect(transport.carries == [.entries])
    }
}
