import NIOCore
import Synchronization
import Timekeeping

/// The connections of sites, and the end of those that may not go on.
final class LedgerConnections: Sendable {
    private struct State {
        var book = ConnectionBook<ObjectIdentifier>()
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let tls: LedgerTLS
    private let clock: any SiteClock
    private let state = Mutex(State())

    init(tls: LedgerTLS, clock: any SiteClock) {
        self.tls = tls
        self.clock = clock
    }

    private func moment(epoch: Int) -> ConnectionBook<ObjectIdentifier>.Moment {
        let reading = clock.reading()
        return .init(
            monotonic: Double(reading.monotonic.nanoseconds) / 1e9, utc: reading.utc.nanoseconds / 1_000_000_000,
            epoch: epoch)
    }

    /// Takes note of a connection that was opened with the files as they were read for the `epoch`th time.
    func open(_ channel: any Channel, epoch: Int) {
        let id = ObjectIdentifier(channel)
        let moment = moment(epoch: epoch)
        state.withLock { state in
            state.book.open(id, at: moment)
            state.channels[id] = channel
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { state in
                state.book.remove(id)
                state.channels[id] = nil
            }
        }
    }

    /// A request begins. Certificate files that were replaced hold from then on.
    func begin(_ channel: any Channel) -> ConnectionBook<ObjectIdentifier>.Admission {
        let moment = moment(epoch: tls.refresh())
        let admission = state.withLock { $0.book.begin(ObjectIdentifier(channel), at: moment) }
        if admission == .outdated { closeOutdated() }
        return admission
    }

    /// Whether the certificate with which a connection was opened, which ends then, still counts.
    func isValid(until end: Int64, of channel: any Channel) -> Bool {
        let moment = moment(epoch: tls.epoch)
        return state.withLock { $0.book.note(certificateEnds: end, of: ObjectIdentifier(channel), at: moment) }
    }

    /// A request has ended; whether its answer is the last one on its connection.
    func end(_ channel: any Channel) -> Bool {
        let moment = moment(epoch: tls.epoch)
        return state.withLock { $0.book.end(ObjectIdentifier(channel), at: moment) }
    }

    /// Closes what may not go on and has no request; to be called every few seconds.
    func closeOutdated() {
        let moment = moment(epoch: tls.refresh())
        let channels = state.withLock { state in
            state.book.takeOver(at: moment).compactMap { state.channels[$0] }
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
