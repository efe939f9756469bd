import Foundation
import Journal
public import MerkleLog
import Synchronization
public import Timekeeping

/// Delivers entries and snapshots to an MQTT 5 broker: QoS 1, TLS with our client certificate, one message for each entry.
///
/// An answer of 200 means that each message has its own acknowledgement (`PUBACK`) with a code of success: the broker has
/// it. That is a weaker promise than a receipt: whether anybody subscribes, and whether the broker keeps what it took, is not
/// known to anybody here; see docs/interop.md. Topics, properties and payloads come from ``MQTTMessages``, which knows only
/// what the destination may see.
///
/// One connection is kept, on a thread of its own that ends with ``close()``; while it is up, the retained `status` says
/// `online`, and when it is lost the broker says `offline` (last will). An unacknowledged message is never kept here or in the
/// library beyond its connection: what is sent again, the journal's cursor says.
public final class MQTTTransport: DeliveryTransport {
    /// The largest snapshot that is put together in memory, in bytes.
    public static let snapshotLimit = 8 << 20

    private let destination: Destination
    private let messages: MQTTMessages
    private let loop: MQTTLoop
    private let place: String
    private let certificates: MQTTCertificates
    private let snapshots = Mutex(SnapshotAssembly())

    /// Makes a transport; connections are made when something is delivered, or by ``open()``.
    ///
    /// - Parameters:
    ///   - destination: whom to serve; its `url` is the preferred broker's.
    ///   - origin: the log whose entries they are.
    ///   - settings: how the broker is used.
    ///   - clock: the site's clock, by which certificates are judged.
    public convenience init(
        destination: Destination, origin: LogOrigin, settings: MQTTSettings, clock: any SiteClock
    ) {
        self.init(destination: destination, origin: origin, settings: settings, clock: clock, backOff: BackOff())
    }

    package init(
        destination: Destination, origin: LogOrigin, settings: MQTTSettings, clock: any SiteClock, backOff: BackOff
    ) {
        self.destination = destination
        place = destination.place
        let source = origin.description
        let messages = MQTTMessages(source: source, settings: settings)
        self.messages = messages
        let assistant = settings.homeAssistantPrefix.map {
            HomeAssistant(messages: messages, source: source, prefix: $0, disclosure: destination.disclosure)
        }
        let certificates = MQTTCertificates(destination: destination, clock: clock)
        self.certificates = certificates
        let brokers = ([destination.url] + settings.fallbacks).compactMap(MQTTBroker.init(url:))
        loop = MQTTLoop(
            MQTTConfiguration(
                brokers: brokers,
                clientIdentifier: "karaula-\(MQTTTopic.part(origin.site))-\(MQTTTopic.part(destination.name))",
                settings: settings,
                // Every broker has its turn before the first deadline.
                connectSeconds: max(0.5, destination.timeoutSeconds / Double(max(1, brokers.count)) * 0.9),
                backOff: backOff,
                checkCertificates: { () throws(DeliveryError) in try certificates.check() },
                presence: { state, isWill in
                    messages.status(
                        state, reason: state == .online ? nil : isWill ? "lost" : "stopped", since: clock.reading().utc)
                },
                siteAnnouncements: { assistant?.ofSite ?? [] },
                cameraAnnouncements: { assistant?.ofCamera($0) ?? [] }))
    }

    deinit { loop.stop() }

    /// Entries; and snapshots, if the destination may see any.
    public var carries: Set<DeliveryRequest.Kind> {
        destination.disclosure.pictures == .none ? [.entries] : [.entries, .file]
    }

    /// Connects, so that the site is seen to be there before it has anything to say.
    public func open() { loop.open() }

    /// Says `offline` and goodbye, and waits for that for two seconds at most.
    public func close() async { await loop.close(within: 2) }

    /// Publishes what the request carries and waits for the acknowledgement of each message.
    ///
    /// | | answer |
    /// |---|---|
    /// | every code a success | 200 |
    /// | some message refused for what it is (403, 413, 422 in ``MQTTReason/status``) and none put off | 422 that names them |
    /// | some message put off | its status, 429 or 503 |
    public func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer {
        if let problem = destination.problems.first { throw problem }
        switch request {
        case .entries(let batch):
            return try await publish(
                zip(batch.entries, batch.events).map { entry, event in
                    MQTTJob.Message(
                        seq: entry.seq, camera: entry.camera,
                        message: messages.event(entry, event: event, lane: batch.lane, traceParent: batch.traceParent))
                })
        case .file(let chunk): return try await take(chunk)
        case .checkpoint:
            throw DeliveryError(
                .configuration, place: place, cause: "a broker signs no receipts", mend: "set receipt: broker")
        }
    }

    private func publish(_ messages: [MQTTJob.Message]) async throws(DeliveryError) -> DeliveryAnswer {
        if certificates.haveChanged { loop.renew() }
        let outcome = await loop.deliver(messages, within: destination.timeoutSeconds)
        guard !Task.isCancelled else {
            throw DeliveryError(
                .cancelled, place: place, cause: "delivery was stopped", mend: "it goes on at the next start")
        }
        switch outcome {
        case .failed(let failure): throw failure.error(at: place)
        case .acknowledged(let said): return MQTTAnswer.to(zip(messages.map(\.seq), said))
        }
    }

    // MARK: Snapshots

    /// Plays the part of a receiver of files: pieces are put together here, and the whole is published as one message.
    private func take(_ chunk: FileChunk) async throws(DeliveryError) -> DeliveryAnswer {
        let step = snapshots.withLock { $0.take(chunk, limit: Self.snapshotLimit) }
        guard case .publish(let bytes) = step else { return step.answer }
        guard let camera = chunk.camera else {
            throw DeliveryError(
                .configuration, place: place, cause: "the snapshot of entry \(chunk.seq) names no camera",
                mend: "report this with the log")
        }
        let message = messages.snapshot(
            seq: chunk.seq, camera: camera, event: chunk.event, bytes: bytes, traceParent: chunk.traceParent)
        let answer = try await publish([.init(seq: chunk.seq, camera: camera, message: message)])
        guard answer.status == 200 else { return answer }
        snapshots.withLock { $0.finish(chunk) }
        return SnapshotAssembly.Step.complete(chunk.total).answer
    }
}
