import CMosquitto
import Glibc

/// The one thread on which a connection to a broker lives: waits for the socket, the letterbox and the clock, tells the
/// machine, and does what the machine asks for.
///
/// It begins with the first command and ends by itself: after a stop, within a second or two; or, if it is stuck in a look-up
/// of a name at that moment, when the resolver gives up. Nothing of it is reached from another thread, or from outside its
/// extensions.
final class MQTTThread {
    let loop: MQTTLoop
    let configuration: MQTTConfiguration
    var machine: MQTTMachine
    var client: MQTTClient?
    var jobs: [UInt64: [MQTTJob.Message]] = [:]
    /// The machine's numbers of messages by the library's, on the present connection.
    var messages: [Int32: UInt64] = [:]
    var announced: Set<String> = []
    /// Whether the present connection's socket has been writable.
    var isEstablished = false
    /// Why the present connection ended before the broker took it, if it did.
    var isBroken: Int32?
    var isEnded = false

    private init(_ loop: MQTTLoop, _ configuration: MQTTConfiguration) {
        self.loop = loop
        self.configuration = configuration
        machine = MQTTMachine(
            brokers: configuration.brokers.count, connectSeconds: configuration.connectSeconds,
            backOff: configuration.backOff, random: { Double.random(in: 0..<1) })
    }

    /// Nanoseconds on a clock that never goes back.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    // MARK: Beginning and end

    private final class Birth {
        let loop: MQTTLoop
        let configuration: MQTTConfiguration

        init(_ loop: MQTTLoop, _ configuration: MQTTConfiguration) {
            self.loop = loop
            self.configuration = configuration
        }
    }

    /// Starts the thread of `loop`.
    static func start(for loop: MQTTLoop, _ configuration: MQTTConfiguration) {
        let birth = Unmanaged.passRetained(Birth(loop, configuration))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let birth = Unmanaged<Birth>.fromOpaque(context).takeRetainedValue()
                MQTTThread(birth.loop, birth.configuration).run()
                return nil
            }, birth.toOpaque())
        if code != 0 {
            birth.release()
            loop.ended()
        }
    }

    /// The other side will send nothing more: POLLRDHUP of poll(2), which Glibc's module lacks.
    private static let hangUp: Int32 = 0x2000

    /// Names this thread, so that `top -H` and a debugger tell it from others.
    private static func name() {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "karaula-mqtt", 12)
        close(descriptor)
    }

    private func run() {
        Self.name()
        // The library writes to sockets whose other end may be gone.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var isQuiet = false
        while true {
            for command in loop.takeCommands() { take(command) }
            // Having agreed on TLS, a broker still has to look at our certificate. Who writes before he has listened for a
            // moment may find the connection reset, and never read why.
            if let client { take(client.work(mayWrite: client.hasConnected || isQuiet), of: client) }
            perform(machine.handle(.tick, at: Self.now()))
            if isEnded { break }
            isQuiet = wait()
        }
        client = nil
        loop.ended()
    }

    // MARK: Waiting

    /// Waits for something to do. Returns whether nothing came from the broker.
    private func wait() -> Bool {
        var descriptors = [pollfd(fd: loop.wakeReader, events: Int16(POLLIN), revents: 0)]
        let socket = client?.socket ?? -1
        if socket >= 0, let client {
            // While TLS is being agreed on, the library goes on wanting to write once it had to wait for that: on a socket
            // that takes everything this would never sleep.
            let wantsWrite = client.wantsWrite && (client.hasConnected || !isEstablished)
            let events = POLLIN | Self.hangUp | (wantsWrite ? POLLOUT : 0)
            descriptors.append(pollfd(fd: socket, events: Int16(events), revents: 0))
        }
        var milliseconds: Int64 = isEstablished && client?.hasConnected == false ? 50 : 1000
        if let tick = machine.nextTick {
            milliseconds = min(milliseconds, max(0, (tick - Self.now()) / 1_000_000 + 1))
        }
        poll(&descriptors, nfds_t(descriptors.count), Int32(milliseconds))
        if descriptors[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(loop.wakeReader, &bytes, bytes.count) > 0 {}
        }
        // Before TLS is agreed on, the library takes the end of the connection for want of data and would be asked for ever.
        guard descriptors.count > 1 else { return true }
        let isOver = descriptors[1].revents & Int16(POLLHUP | POLLERR | Self.hangUp) != 0
        if !isOver, descriptors[1].revents & Int16(POLLIN | POLLOUT) != 0 { isEstablished = true }
        if isOver, client?.hasConnected == false { isBroken = Self.reason(of: socket) }
        return !isOver && descriptors[1].revents & Int16(POLLIN) == 0
    }

    private static func reason(of socket: Int32) -> Int32 {
        var reason: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &reason, &size)
        return reason
    }

    /// TLS may have taken the reason away before it was asked for.
    private static func text(of reason: Int32) -> String {
        reason == 0 ? "nothing answers there" : String(cString: strerror(reason))
    }

    // MARK: Events

    private func take(_ command: MQTTLoop.Command) {
        switch command {
        case .submit(let job):
            jobs[job.id] = job.messages
            perform(machine.handle(.submit(job), at: Self.now()))
        case .abandon(let id):
            jobs[id] = nil
            perform(machine.handle(.abandon(id), at: Self.now()))
        case .open: perform(machine.handle(.open, at: Self.now()))
        case .renew: perform(machine.handle(.renew, at: Self.now()))
        case .stop: perform(machine.handle(.stop, at: Self.now()))
        }
    }

    private func take(_ work: (events: [MQTTClient.Event], failure: MQTTFailure?), of client: MQTTClient) {
        var failure = work.failure
        for event in work.events {
            // What was asked for meanwhile may have ended the connection.
            guard client === self.client else { return }
            switch event {
            case .connected(let quality) where quality == 0: failure = .acknowledgesNothing
            case .connected: perform(machine.handle(.connected, at: Self.now()))
            case .refused(let reason): failure = .refused(reason)
            case .acknowledged(let identifier, let said):
                guard let message = messages.removeValue(forKey: identifier) else { continue }
                perform(machine.handle(.acknowledged(message: message, said), at: Self.now()))
            case .ended(let code):
                // From 128 on it is the broker's own reason (DISCONNECT), below the library's.
                if code >= 0x80 { failure = .refused(MQTTReason(rawValue: UInt8(clamping: code))) }
                failure = failure ?? client.failure(code, errno)
            }
        }
        guard client === self.client else { return }
        if let reason = isBroken {
            isBroken = nil
            switch failure {
            case .untrusted, .identityRefused, .refused: break
            default:
                failure = isEstablished ? .rejected : .unreachable(Self.text(of: reason))
            }
        }
        if failure == nil, client.socket < 0 { failure = .lost("the broker closed it") }
        if let failure { perform(machine.handle(.down(failure), at: Self.now())) }
    }
}
