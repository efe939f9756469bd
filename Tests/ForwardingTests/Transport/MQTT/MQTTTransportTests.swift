import Crypto
import Forwarding
import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("MQTT to Debian's mosquitto", .serialized)
struct MQTTTransportTests {
    private static let source = CloudEvents.source(of: "post 4")

    private func batch(
        _ seqs: ClosedRange<Int64>, kind: EntryKind = .eventOpened, lane: Lane = .alarm, padding: Int = 0
    ) -> DeliveryRequest {
        let entries = seqs.map { Samples.disclosed($0, kind: kind, padding: padding) }
        return .entries(
            DeliveryBatch(
                source: Self.source, lane: lane, entries: entries,
                events: entries.map { CloudEvents.event(of: $0, source: Self.source) },
                traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
    }

    private func code(of error: DeliveryError.Code, _ body: () async throws(DeliveryError) -> DeliveryAnswer) async {
        do throws(DeliveryError) {
            let answer = try await body()
            Issue.record("it was answered with \(answer.status)")
        } catch {
            #expect(error.code == code(error), "\(error)")
        }
        func code(_: DeliveryError) -> DeliveryError.Code { error }
    }

    @Test("brings each entry to the topic of its kind, as the event that HTTPS would carry")
    func delivers() async throws {
        let broker = try await Broker()
        let subscriber = try await Subscriber("karaula/#", at: broker)
        let transport = try makeMQTT(to: try broker.destination())
        #expect(transport.carries == [.entries, .file])
        #expect(try await transport.deliver(batch(1...3)).status == 200)
        #expect(try await transport.deliver(batch(4...4, kind: .watchChanged, lane: .routine)).status == 200)
        try await eventually("all arrive") { try subscriber.messages().count == 5 }
        let messages = try subscriber.messages()
        #expect(messages[0].topic == "karaula/post 4/status")
        #expect(messages[0].payload.contains(#""state":"online""#))
        #expect(messages[1...3].allSatisfy { $0.topic == "karaula/post 4/events/event.opened" })
        #expect(messages[4].topic == "karaula/post 4/events/watch.changed")
        #expect(try EventSchema.validate(messages[1...].map { Array($0.payload.utf8) }) == 4)
        for (message, seq) in zip(messages[1...], Int64(1)...) {
            let kind: EntryKind = seq < 4 ? .eventOpened : .watchChanged
            let event = CloudEvents.event(of: Samples.disclosed(seq, kind: kind), source: Self.source)
            #expect(message.payload == String(decoding: event, as: UTF8.self))
            #expect(message.qos == 1)
            #expect(message.properties?.contentType == "application/cloudevents+json")
            #expect(message.properties?.user?["seq"] == String(seq))
            #expect(message.properties?.user?["site"] == "post 4")
            #expect(message.properties?.user?["source"] == "urn:karaula:post%204")
            #expect(message.properties?.user?["traceparent"]?.hasPrefix("00-0af7") == true)
        }
        #expect(messages[1].properties?.expiry.map { (86_300...86_400).contains($0) } == true)
        #expect(messages[4].properties?.expiry.map { (3500...3600).contains($0) } == true)
        await transport.close()
    }

    @Test("carries a batch of 1,000 entries and more than a megabyte")
    func large() async throws {
        let broker = try await Broker()
        let subscriber = try await Subscriber("karaula/+/events/#", at: broker)
        let transport = try makeMQTT(to: try broker.destination())
        #expect(try await transport.deliver(batch(1...1000, padding: 1000)).status == 200)
        try await eventually("all arrive") { try subscriber.messages().count == 1000 }
        let seqs = try subscriber.messages().compactMap { $0.properties?.user?["seq"] }.compactMap { Int64($0) }
        #expect(seqs == Array(1...1000))
        await transport.close()
    }

    @Test("says online, retained; offline when the site stops; and lets the broker say it when the line is cut")
    func presence() async throws {
        let broker = try await Broker()
        let relay = try await Relay(to: broker.port)
        let subscriber = try await Subscriber("karaula/+/status", at: broker)
        func states() throws -> [String] {
            try subscriber.messages().compactMap { message in
                let value = try CanonicalValue(parsingCanonical: Array(message.payload.utf8))
                let reason = value["reason"]?.string.map { " (\($0))" } ?? ""
                return value["state"]?.string.map { $0 + reason }
            }
        }
        var destination = try broker.destination()
        destination.url = "mqtts://127.0.0.1:\(relay.port)"
        let transport = try makeMQTT(to: destination, settings: MQTTSettings(willDelaySeconds: 0))
        transport.open()
        try await eventually("it is there") { try states() == ["online"] }
        relay.cut()
        try await eventually("it is missed") { try states() == ["online", "offline (lost)"] }
        try await relay.mend()
        try await eventually("it comes back by itself") { try states() == ["online", "offline (lost)", "online"] }
        let late = try await Subscriber("karaula/+/status", at: broker)
        try await eventually("who comes later knows as well") { try late.messages().first?.retain == 1 }
        await transport.close()
        try await eventually("it takes its leave") {
            try states() == ["online", "offline (lost)", "online", "offline (stopped)"]
        }
    }

    @Test("says nothing of a short interruption, if it is told to wait with that")
    func grace() async throws {
        let broker = try await Broker()
        let relay = try await Relay(to: broker.port)
        let subscriber = try await Subscriber("karaula/+/status", at: broker)
        var destination = try broker.destination()
        destination.url = "mqtts://127.0.0.1:\(relay.port)"
        let transport = try makeMQTT(to: destination, settings: MQTTSettings(willDelaySeconds: 60))
        #expect(try await transport.deliver(batch(1...1)).status == 200)
        relay.cut()
        try await relay.mend()
        try await eventually("it comes back by itself") { try subscriber.messages().count >= 2 }
        #expect(try subscriber.messages().allSatisfy { $0.payload.contains("online") })
        await transport.close()
    }

    @Test("names exactly the entries that the broker's access list keeps back, and delivers the others")
    func refused() async throws {
        let directory = try TemporaryDirectory()
        let list = directory.file("acl")
        try """
        topic read #
        user site-1
        topic readwrite karaula/post 4/events/event.opened
        topic readwrite karaula/post 4/status

        """.write(toFile: list, atomically: true, encoding: .utf8)
        let broker = try await Broker(settings: ["acl_file \(list)"])
        let subscriber = try await Subscriber("karaula/+/events/#", at: broker)
        let transport = try makeMQTT(to: try broker.destination())
        let entries = [1, 2, 3].map { Samples.disclosed($0, kind: $0 == 2 ? .watchChanged : .eventOpened) }
        let answer = try await transport.deliver(
            .entries(
                DeliveryBatch(
                    source: Self.source, entries: entries,
                    events: entries.map { CloudEvents.event(of: $0, source: Self.source) })))
        #expect(answer.status == 422)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""seq":2}"#))
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(#""seq":1}"#))
        try await eventually("the others arrive") { try subscriber.messages().count == 2 }
        await transport.close()
    }

    @Test("refuses what is larger than the broker takes, without losing the connection over it")
    func tooLarge() async throws {
        let broker = try await Broker(settings: ["max_packet_size 5000"])
        let transport = try makeMQTT(to: try broker.destination())
        let answer = try await transport.deliver(batch(1...1, padding: 10_000))
        #expect(answer.status == 422)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("packet too large (149)"))
        #expect(try await transport.deliver(batch(2...2)).status == 200)
        await transport.close()
    }

    @Test("goes to the next broker when one is down, also amid traffic")
    func fallsBack() async throws {
        let first = try await Broker()
        let second = try await Broker()
        let subscriber = try await Subscriber("karaula/+/events/#", at: second)
        let transport = try makeMQTT(
            to: try first.destination(), settings: MQTTSettings(fallbacks: ["mqtts://127.0.0.1:\(second.port)"]))
        #expect(try await transport.deliver(batch(1...1)).status == 200)
        first.kill()
        var seq: Int64 = 2
        try await eventually("the second broker takes over") {
            seq > 2 ? true : try subscriber.messages().count > 0
        } andMeanwhile: {
            // The first attempt may still meet the end of the first broker.
            if let answer = try? await transport.deliver(batch(seq...seq)), answer.status == 200 { seq += 1 }
        }
        try await eventually("it arrives there") { try subscriber.messages().count == 1 }
        await transport.close()
    }

    @Test("says in words what is wrong with who and where")
    func failures() async throws {
        let certificates = try TestCertificates.shared.get()
        let broker = try await Broker()
        let good = try broker.destination(timeout: 10)
        func fails(_ codes: DeliveryError.Code..., change: (inout Destination) -> Void) async throws {
            var destination = good
            change(&destination)
            let transport = try makeMQTT(to: destination)
            do throws(DeliveryError) {
                let answer = try await transport.deliver(batch(1...1))
                Issue.record("it was answered with \(answer.status)")
            } catch {
                #expect(codes.contains(error.code), "\(error)")
            }
            await transport.close()
        }
        try await fails(.untrustedReceiver) { $0.trustedCertificates = certificates.file("wrong-ca.pem") }
        try await fails(.untrustedReceiver) { $0.trustedCertificates = nil }
        // Under load the end of the connection may overtake the reason for it.
        try await fails(.identityRefused, .connectionLost) {
            $0.clientCertificate = certificates.file("wrong-client.pem")
            $0.clientKey = certificates.file("wrong-client.key")
        }
        try await fails(.identityRefused, .connectionLost) {
            $0.clientCertificate = nil
            $0.clientKey = nil
        }
        try await fails(.configuration) { $0.clientKey = "/nowhere/client.key" }
        try await fails(.configuration) {
            $0.clientCertificate = certificates.file("expired.pem")
            $0.clientKey = certificates.file("expired.key")
        }
        try await fails(.unreachable) { $0.url = "mqtts://\(LocalServer.nowhere)" }
        try await fails(.unreachable) { $0.url = "mqtts://127.0.0.1:1" }
        let other = try await Broker(certificate: "elsewhere")
        try await fails(.untrustedReceiver) { $0.url = "mqtts://127.0.0.1:\(other.port)" }
        let stale = try await Broker(certificate: "stale")
        try await fails(.untrustedReceiver) { $0.url = "mqtts://127.0.0.1:\(stale.port)" }
    }

    @Test("shows a renewed certificate with the next message")
    func renewed() async throws {
        let certificates = try TestCertificates.shared.get()
        let directory = try TemporaryDirectory()
        let broker = try await Broker()
        var destination = try broker.destination(timeout: 10)
        (destination.clientCertificate, destination.clientKey) = (directory.file("c.pem"), directory.file("c.key"))
        func use(_ name: String) throws {
            for end in ["pem", "key"] {
                let file = URL(filePath: directory.file("c.\(end)"))
                try Data(contentsOf: URL(filePath: certificates.file("\(name).\(end)"))).write(
                    to: file, options: .atomic)
            }
        }
        try use("client")
        let transport = try makeMQTT(to: destination)
        #expect(try await transport.deliver(batch(1...1)).status == 200)
        try use("expired")
        await code(of: .configuration) { () async throws(DeliveryError) in try await transport.deliver(batch(2...2)) }
        try use("client")
        #expect(try await transport.deliver(batch(2...2)).status == 200)
        await transport.close()
    }

    @Test("gives up in time at a broker that stands still, and works again when it goes on")
    func frozen() async throws {
        let broker = try await Broker()
        let transport = try makeMQTT(to: try broker.destination(timeout: 1))
        broker.freeze()
        await code(of: .timedOut) { () async throws(DeliveryError) in try await transport.deliver(batch(1...1)) }
        broker.kill()
        try await broker.start()
        let answer = try await transport.deliver(batch(1...1))
        #expect(answer.status == 200)
        await transport.close()
    }

    @Test("gives up when it is told to, also at a broker that stands still")
    func cancelled() async throws {
        let broker = try await Broker()
        let transport = try makeMQTT(to: try broker.destination(timeout: 300))
        broker.freeze()
        let attempt = Task { () -> DeliveryError.Code? in
            do throws(DeliveryError) {
                _ = try await transport.deliver(batch(1...1))
                return nil
            } catch { return error.code }
        }
        try await Task.sleep(for: .milliseconds(50))
        attempt.cancel()
        #expect(await attempt.value == .cancelled)
        broker.kill()
    }

    @Test("leaves no thread behind, closed or merely dropped")
    func threads() async throws {
        let broker = try await Broker()
        do {
            let closed = try makeMQTT(to: try broker.destination("closed"))
            let dropped = try makeMQTT(to: try broker.destination("dropped"))
            let unconnected = try makeMQTT(to: try broker.destination("unconnected"))
            #expect(try await closed.deliver(batch(1...1)).status == 200)
            #expect(try await dropped.deliver(batch(1...1)).status == 200)
            unconnected.open()
            #expect(Self.threads >= 2)
            await closed.close()
            await code(of: .connectionLost) { () async throws(DeliveryError) in
                try await closed.deliver(batch(2...2))
            }
        }
        try await eventually("the threads end") { Self.threads == 0 }
    }

    /// How many threads of this process serve a broker.
    private static var threads: Int {
        // It is always there; only its files come and go.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return names.count { thread in
            let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)  // may be over
            return name == "karaula-mqtt\n"
        }
    }

    @Test("puts a snapshot's pieces together and publishes it whole, once")
    func snapshot() async throws {
        let broker = try await Broker()
        let subscriber = try await Subscriber("karaula/+/snapshot/#", at: broker, hexadecimal: true)
        let transport = try makeMQTT(to: try broker.destination())
        let picture = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 31 + $0 >> 8) }
        func piece(_ range: Range<Int>, sha256: [UInt8]? = nil) -> DeliveryRequest {
            .file(
                FileChunk(
                    source: Self.source, seq: 9, mediaType: "image/jpeg", offset: Int64(range.lowerBound),
                    bytes: Array(picture[range]), total: Int64(picture.count),
                    sha256: sha256 ?? Array(SHA256.hash(data: picture)), camera: "north gate", event: 7))
        }
        func said(_ request: DeliveryRequest) async throws -> String {
            let answer = try await transport.deliver(request)
            return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        }
        #expect(try await said(piece(0..<0)) == #"200 {"complete":false,"have":0}"#)
        #expect(try await said(piece(0..<65_536)) == #"200 {"complete":false,"have":65536}"#)
        #expect(try await said(piece(0..<0)) == #"200 {"complete":false,"have":65536}"#)
        #expect(try await said(piece(131_072..<200_000)) == #"409 {"have":65536}"#)
        #expect(try await said(piece(65_536..<200_000)) == #"200 {"complete":true,"have":200000}"#)
        #expect(try await said(piece(0..<0)) == #"200 {"complete":true,"have":200000}"#)
        try await eventually("it arrives") { try subscriber.messages().count == 1 }
        let message = try subscriber.messages()[0]
        #expect(message.topic == "karaula/post 4/snapshot/north gate")
        #expect(message.payload == picture.map { String(String(Int($0) + 256, radix: 16).dropFirst()) }.joined())
        await transport.close()
    }

    @Test("publishes no file that is not what its entry says")
    func wrongFile() async throws {
        let broker = try await Broker()
        let transport = try makeMQTT(to: try broker.destination())
        func answer(_ mediaType: String, total: Int64 = 3) async throws -> Int {
            try await transport.deliver(
                .file(
                    FileChunk(
                        source: Self.source, seq: 9, mediaType: mediaType, offset: 0, bytes: [1, 2, 3], total: total,
                        sha256: Array(repeating: 0, count: 32), camera: "gate"))
            ).status
        }
        #expect(try await answer("image/jpeg") == 422)
        #expect(try await answer("video/x-motion-jpeg") == 422)
        #expect(try await answer("image/jpeg", total: Int64(MQTTTransport.snapshotLimit) + 1) == 422)
        await transport.close()
    }

    @Test("announces site and cameras to Home Assistant only if it is told to")
    func discovery() async throws {
        let broker = try await Broker()
        let subscriber = try await Subscriber("homeassistant/#", at: broker)
        let silent = try makeMQTT(to: try broker.destination("silent"))
        #expect(try await silent.deliver(batch(1...2)).status == 200)
        await silent.close()
        let transport = try makeMQTT(
            to: try broker.destination("loud"), settings: MQTTSettings(homeAssistantPrefix: "homeassistant"))
        #expect(try await transport.deliver(batch(1...2)).status == 200)
        #expect(try await transport.deliver(batch(3...4)).status == 200)
        try await eventually("it is announced") { try subscriber.messages().count == 4 }
        let device = "karaula-post_204"
        #expect(
            Set(try subscriber.messages().map(\.topic)) == [
                "homeassistant/binary_sensor/\(device)/connection/config",
                "homeassistant/event/\(device)/north_20gate-alarm/config",
                "homeassistant/binary_sensor/\(device)/north_20gate-sight/config",
                "homeassistant/image/\(device)/north_20gate-snapshot/config",
            ])
        for message in try subscriber.messages() {
            let value = try CanonicalValue(parsingCanonical: Array(message.payload.utf8))
            #expect(value["device"]?["identifiers"] == [.string(device)])
            #expect(value["unique_id"]?.string?.hasPrefix(device) == true)
        }
        await transport.close()
    }

    @Test("loses nothing beside a receiver with a broker that is killed amid traffic")
    func killed() async throws {
        let broker = try await Broker()
        let receiver = try Receiver()
        let source = FakeEntrySource()
        let destination = try broker.destination()
        var receiving = try receiver.destination()
        receiving.batchLimit = 50
        var publishing = destination
        publishing.batchLimit = 50
        try await running(
            try makeForwarder(
                to: publishing, site: "post 4", source: source, transport: try makeMQTT(to: publishing)),
            try makeForwarder(to: receiving, site: "post 4", source: source)
        ) {
            for _ in 0..<8 {
                source.append(count: 500)
                try await Task.sleep(for: .milliseconds(100))
                broker.kill()
                source.append(count: 20)
                try await broker.start()
            }
            try await eventually("both have everything") {
                source.moves(of: "broker").last == 4160 && source.moves(of: "sector").last == 4160
            }
        }
        #expect(try receiver.ids(from: "post 4") == Array(1...4160))
        #expect(source.quarantined.isEmpty)
    }
}

/// Waits until `condition` holds, and does something again and again meanwhile.
private func eventually(
    _ what: Comment, _ condition: () throws -> Bool, andMeanwhile act: () async -> Void
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(60))
    while try !condition() {
        guard clock.now < deadline else {
            Issue.record(what)
            return
        }
        await act()
        try await Task.sleep(for: .milliseconds(10))
    }
}
