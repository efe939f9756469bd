import NIOCore
import Synchronization

/// Collects the doors as they open; when all are open it says so, once.
final class Opening: Sendable {
    private struct State {
        var port: Int?
        var isSocketOpen = false
        var failure: ConsoleError?
    }

    /// Ends when the TCP door is open.
    let tcpOpened: AsyncStream<Never>
    private let tcpIsOpen: AsyncStream<Never>.Continuation
    private let place: SocketPlace?
    private let onServing: (@Sendable (ConsoleEndpoints) -> Void)?
    private let state = Mutex(State())

    init(place: SocketPlace?, onServing: (@Sendable (ConsoleEndpoints) -> Void)?) {
        (tcpOpened, tcpIsOpen) = AsyncStream.makeStream()
        self.place = place
        self.onServing = onServing
    }

    /// What went wrong after a door had been opened.
    var failure: ConsoleError? { state.withLock { $0.failure } }

    /// Whether the socket was opened.
    var isSocketOpen: Bool { state.withLock { $0.isSocketOpen } }

    /// Notes that `door` is open on `channel`; closes it again if the socket cannot be given its mode.
    func opened(_ door: Door, on channel: any Channel) {
        do throws(ConsoleError) {
            if door.isSocket {
                state.withLock { $0.isSocketOpen = true }
                try place?.secure()
            }
            if !door.isSocket { tcpIsOpen.finish() }
            let port = channel.localAddress?.port
            let endpoints: ConsoleEndpoints? = state.withLock { state in
                if !door.isSocket { state.port = port ?? 0 }
                guard let port = state.port, place == nil || state.isSocketOpen else { return nil }
                return ConsoleEndpoints(port: port, socketPath: place?.path)
            }
            if let endpoints { onServing?(endpoints) }
        } catch {
            state.withLock { $0.failure = error }
            channel.close(promise: nil)
        }
    }
}
