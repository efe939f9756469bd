import Glibc
import Synchronization

/// What the threads of a site share of one connection to a broker: the letterbox of the connection's own thread, and those
/// who wait for an answer.
///
/// The lock guards everything mutable in here and is held for moments only, never around a call of libmosquitto, around a
/// callback or around the resumption of a waiter. The connection itself, machine and client, is touched by its thread
/// alone; see ``MQTTThread``. An answer is given by whoever takes the waiter out of the table: the connection's thread, a
/// cancellation, or a deadline that passes while that thread is stuck in a look-up of a name.
final class MQTTLoop: Sendable {
    /// What is asked of the connection's thread.
    enum Command: Sendable {
        case submit(MQTTJob)
        case abandon(UInt64)
        case open
        case renew
        case stop
    }

    private struct Shared {
        var commands: [Command] = []
        var waiters: [UInt64: CheckedContinuation<MQTTOutcome, Never>] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []
        var nextJob: UInt64 = 1
        var isStarted = false
        var isEnded = false
    }

    private let shared = Mutex(Shared())
    /// One byte on it wakes the thread from its wait for the socket.
    let wakeReader: Int32
    private let wakeWriter: Int32
    private let configuration: MQTTConfiguration

    init(_ configuration: MQTTConfiguration) {
        self.configuration = configuration
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        // Without descriptors the thread wakes by its clock only, once a second: slow, but right.
        if socketpair(AF_UNIX, kind, 0, &pair) != 0 { pair = [-1, -1] }
        wakeReader = pair[0]
        wakeWriter = pair[1]
    }

    deinit {
        if wakeReader >= 0 { Glibc.close(wakeReader) }
        if wakeWriter >= 0 { Glibc.close(wakeWriter) }
    }

    // MARK: Callers

    /// Hands in messages and waits until each is acknowledged, or it is clear that it will not be.
    func deliver(_ messages: [MQTTJob.Message], within seconds: Double) async -> MQTTOutcome {
        let id = shared.withLock { shared in
            defer { shared.nextJob += 1 }
            return shared.nextJob
        }
        let deadline = MQTTThread.now() + Int64(seconds * 1e9)
        // The thread keeps the time itself. This is for when it cannot, and comes a little later.
        let watch = Task { [self] in
            do { try await Task.sleep(for: .seconds(seconds + 0.5)) } catch { return }
            giveUp(id, .timedOut)
        }
        defer { watch.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = shared.withLock { shared in
                    if !shared.isEnded, !Task.isCancelled { shared.waiters[id] = continuation }
                    return shared.isEnded || Task.isCancelled
                }
                if isOver {
                    continuation.resume(returning: .failed(.lost("the site stops")))
                } else {
                    post(.submit(MQTTJob(id: id, messages: messages, deadline: deadline)))
                }
            }
        } onCancel: {
            giveUp(id, .lost("delivery was stopped"))
        }
    }

    /// Makes the site be seen at the broker.
    func open() { post(.open) }

    /// Makes a new connection before the next message, if there is one.
    func renew() { post(.renew) }

    /// Says goodbye, as far as that can be done in a second or two. The thread ends by itself.
    func stop() { post(.stop) }

    /// Says goodbye and waits until the thread has ended, but no longer than `seconds`.
    func close(within seconds: Double) async {
        stop()
        let watch = Task { [self] in
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            releaseClosers()
        }
        await withCheckedContinuation { continuation in
            let isOver = shared.withLock { shared in
                if shared.isStarted, !shared.isEnded { shared.closers.append(continuation) }
                return !shared.isStarted || shared.isEnded
            }
            if isOver { continuation.resume() }
        }
        watch.cancel()
    }

    private func giveUp(_ id: UInt64, _ failure: MQTTFailure) {
        answer(id, .failed(failure))
        post(.abandon(id))
    }

    private func post(_ command: Command) {
        enum Next { case start, wake, nothing }
        let next: Next = shared.withLock { shared in
            guard !shared.isEnded else { return .nothing }
            switch command {
            case .stop where !shared.isStarted:
                shared.isEnded = true
                return .nothing
            case .abandon where !shared.isStarted, .renew where !shared.isStarted: return .nothing
            case .submit, .open, .renew, .abandon, .stop: break
            }
            shared.commands.append(command)
            if shared.isStarted { return .wake }
            shared.isStarted = true
            return .start
        }
        switch next {
        case .start: MQTTThread.start(for: self, configuration)
        case .wake: wake()
        case .nothing: break
        }
    }

    private func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well as one byte more would.
        _ = Glibc.send(wakeWriter, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    // MARK: The connection's thread

    /// Takes what was asked since the last time.
    func takeCommands() -> [Command] {
        shared.withLock { shared in
            defer { shared.commands = [] }
            return shared.commands
        }
    }

    /// Tells who waits for a job, if anybody still does.
    func answer(_ id: UInt64, _ outcome: MQTTOutcome) {
        shared.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: outcome)
    }

    /// The thread ends now, or could not be started.
    func ended() {
        let waiters = shared.withLock { shared in
            shared.isEnded = true
            defer { shared.waiters = [:] }
            return shared.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: .failed(.lost("the site stops"))) }
        releaseClosers()
    }

    private func releaseClosers() {
        let closers = shared.withLock { shared in
            defer { shared.closers = [] }
            return shared.closers
        }
        for closer in closers { closer.resume() }
    }
}
