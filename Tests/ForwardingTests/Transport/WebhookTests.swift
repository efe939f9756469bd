import Forwarding
import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("A plain webhook: Debian's nginx, which knows nothing of Karaula", .serialized)
struct WebhookTests {
    @Test("gets everything in bodies that the JSON Schema of CloudEvents finds nothing wrong with")
    func delivers() async throws {
        #expect(try EventSchema.testItself() > 25)
        let server = try await WebServer()
        let source = FakeEntrySource()
        // A summary is for the destination alone that it names.
        for kind in EntryKind.allCases where kind != .deliverySummarised { source.append(count: 10, kind: kind) }
        var destination = try server.destination()
        destination.batchLimit = 33
        destination.stormLimit = 0
        let head = source.head
        try await running(try makeForwarder(to: destination, site: "post 4/č", source: source)) {
            try await eventually("all arrive") { source.moves(of: "webhook").last == head }
        }
        let bodies = try server.bodies()
        #expect(bodies.count >= Int(head) / 33)
        #expect(try EventSchema.validate(bodies) == Int(head))
    }

    @Test("answering with a page is not believed")
    func page() async throws {
        let server = try await WebServer()
        let transport = HTTPSTransport(destination: try server.destination(path: "page"), clock: try SystemSiteClock())
        let entry = Samples.disclosed(1)
        let answer = try await transport.deliver(
            .entries(DeliveryBatch(source: "urn:karaula:s", entries: [entry], events: [[0x7B, 0x7D]])))
        guard case .failed(let error, _) = DeliveryVerdict(of: answer, to: .entries, from: "webhook") else {
            // nginx refuses POST to files by itself, which is no acceptance either.
            #expect(answer.status == 405)
            return
        }
        #expect(error.code == .nonsense)
    }

    @Test("is sent nothing that the schema refuses, whatever it may see")
    func minimised() throws {
        var world = DisclosureWorld(seed: 99)
        var bodies: [[UInt8]] = []
        for _ in 0..<200 {
            let disclosure = world.disclosure().disclosure
            let specimen = world.specimen()
            guard let seen = disclosure.disclosed(specimen.entry, opening: specimen.opening) else { continue }
            bodies.append(CloudEvents.batch(of: [CloudEvents.event(of: seen, source: Wires.source)]))
        }
        #expect(bodies.count > 50)
        #expect(try EventSchema.validate(bodies) == bodies.count)
    }
}
