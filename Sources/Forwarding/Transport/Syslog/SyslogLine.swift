import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A connection to a syslog receiver.
///
/// What is mutable belongs to the lock; the rest is NIO's channel, which may be used from anywhere.
final class SyslogLine: Sendable {
    private let channel: any Channel
    private let configuration: TLSConfiguration
    private let watcher: SyslogWatcher
    private let isProven = Mutex(false)

    private init(_ channel: any Channel, _ configuration: TLSConfiguration, _ watcher: SyslogWatcher) {
        self.channel = channel
        self.configuration = configuration
        self.watcher = watcher
    }

    /// Connects. TLS is agreed on while the first bytes wait to be written.
    static func connect(
        to host: String, port: Int, configuration: TLSConfiguration, seconds: Double
    ) async throws -> SyslogLine {
        let context = try NIOSSLContext(configuration: configuration)
        let watcher = SyslogWatcher()
        // An address is no name to be sent along; the certificate is checked against it all the same.
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil  // a name is none
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.milliseconds(Int64(seconds * 1000)))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host),
                        SyslogReader(watcher),
                    ])
                }
            }
            .connect(host: host, port: port).get()
        return SyslogLine(channel, configuration, watcher)
    }

    /// Whether it is there, and was made with these certificates.
    func isUsable(with configuration: TLSConfiguration) -> Bool {
        channel.isActive && watcher.failure == nil && configuration.bestEffortEquals(self.configuration)
    }

    /// Ends it.
    func close() { channel.close(promise: nil) }

    /// Sends `bytes` and returns when the receiver's machine has all of them.
    func send(_ bytes: ByteBuffer) async throws {
        do {
            try await channel.writeAndFlush(bytes)
            try await drain()
            // A receiver's refusal of our certificate comes after all of this, if at all.
            if !isProven.withLock({ $0 }) {
                try await Task.sleep(for: .milliseconds(250))
                isProven.withLock { $0 = true }
            }
        } catch {
            throw watcher.failure ?? error
        }
        if let failure = watcher.failure { throw failure }
        guard channel.isActive else { throw ChannelError.eof }
    }

    /// Waits until the other side has acknowledged everything that was written.
    private func drain() async throws {
        guard let options = channel as? any SocketOptionProvider else { return }
        var pause = Duration.milliseconds(1)
        while true {
            guard channel.isActive else { throw ChannelError.eof }
            let progress: TCPProgress = try await options.unsafeGetSocketOption(
                level: SocketOptionLevel(IPPROTO_TCP), name: SocketOptionName(TCP_INFO)
            ).get()
            if progress.isDone { return }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }
}

/// What of `struct tcp_info` (linux/tcp.h) tells whether everything written has arrived at the other machine. The C library's
/// own definition of it ends before the second of the two.
private struct TCPProgress: Sendable {
    private var words: InlineArray<64, UInt32>

    /// Nothing is unacknowledged (`tcpi_unacked`, byte 24), and nothing waits to be sent (`tcpi_notsent_bytes`, byte 144; Linux
    /// 4.6 and later, before that it reads as 0).
    var isDone: Bool { words[24 / 4] == 0 && words[144 / 4] == 0 }
}

/// Why a line ended. The lock guards the one thing in here.
final class SyslogWatcher: Sendable {
    private let first = Mutex<(any Error)?>(nil)

    /// The first thing that went wrong.
    var failure: (any Error)? { first.withLock { $0 } }

    /// Keeps the first failure.
    func note(_ error: any Error) { first.withLock { $0 = $0 ?? error } }
}

/// Reads whatever a receiver says, which is nothing, and so learns of the end at once.
private final class SyslogReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let watcher: SyslogWatcher

    init(_ watcher: SyslogWatcher) { self.watcher = watcher }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func channelInactive(context: ChannelHandlerContext) {
        watcher.note(ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        watcher.note(error)
        context.close(promise: nil)
    }
}
