import Journal
public import MerkleLog
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
public import Timekeeping

/// Delivers entries as RFC 5424 messages over TLS (RFC 5425: octet counting, port 6514), with our client certificate.
///
/// Syslog has no acknowledgement. An answer of 200 means that the receiver's machine has acknowledged every byte (TCP), and that
/// the connection was still there afterwards; whether its syslog process read them, or stored them, nobody learns. A line
/// that is dead without a sign is noticed, which is what mere writing would not. See docs/interop.md.
///
/// The connection is kept; its end is noticed at once, because it is always read from. On a new one the first answer waits for a
/// moment: a receiver that does not accept our certificate says so only after we believe to be connected (TLS 1.3).
public final class SyslogTransport: DeliveryTransport {
    private let destination: Destination
    private let messages: SyslogMessage
    private let clock: any SiteClock
    private let place: String
    private let identity = Mutex(TLSIdentity())
    private let line = Mutex<SyslogLine?>(nil)

    /// Makes a transport; files are read and connections made only when something is delivered.
    public init(destination: Destination, origin: LogOrigin, clock: any SiteClock) {
        self.destination = destination
        self.clock = clock
        place = destination.place
        messages = SyslogMessage(source: origin.description)
    }

    deinit { hangUp() }

    /// Entries alone.
    public var carries: Set<DeliveryRequest.Kind> { [.entries] }

    /// Ends the connection.
    public func close() async { hangUp() }

    /// Sends the entries, each as one message. A batch without entries only sees to it that there is a connection.
    public func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer {
        guard case .entries(let batch) = request else {
            throw DeliveryError(
                .configuration, place: place, cause: "a syslog receiver takes entries only", mend: "set receipt: broker"
            )
        }
        if let problem = destination.problems.first { throw problem }
        var bytes = ByteBuffer()
        for entry in batch.entries {
            bytes.writeBytes(messages.frame(of: entry, lane: batch.lane, traceParent: batch.traceParent))
        }
        let now = clock.reading().utc.nanoseconds / 1_000_000_000
        let configuration = try identity.withLock { identity throws(DeliveryError) in
            try identity.configuration(for: destination, at: now)
        }
        let attempt = SyslogAttempt()
        do {
            try await attempt.run(within: destination.timeoutSeconds) { [self, bytes] in
                let line = try await connectedLine(configuration, attempt)
                try await line.send(bytes)
            }
        } catch {
            hangUp()
            throw DeliveryError(failure: error, reaching: destination)
        }
        return DeliveryAnswer(status: 200)
    }

    private func hangUp() {
        line.withLock { line in
            defer { line = nil }
            return line
        }?.close()
    }

    /// The line that is there, or a new one if there is none, or if the certificates have changed.
    private func connectedLine(
        _ configuration: TLSConfiguration, _ attempt: SyslogAttempt
    ) async throws -> SyslogLine {
        if let line = line.withLock({ $0 }), line.isUsable(with: configuration) {
            attempt.adopt(line)
            return line
        }
        hangUp()
        let (host, port) = Self.endpoint(of: destination.url)
        let new = try await SyslogLine.connect(
            to: host, port: port, configuration: configuration, seconds: destination.timeoutSeconds)
        // An attempt that was given up meanwhile closes it again.
        attempt.adopt(new)
        line.withLock { $0 = new }
        return new
    }
}
