import Logging
import NIOCore

/// Drops a client that does not read.
///
/// Hummingbird waits for a slow client without limit. Here a connection whose unsent bytes stay above NIO's high
/// watermark (64 KiB) for `patience` is closed, whatever was being sent; a client of `/events` resumes where it was with
/// `Last-Event-ID`. The kernel's share of the buffering is bounded too.
final class StalledClientHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    /// Bytes that the kernel may hold for one client.
    private static let kernelBuffer: ChannelOptions.Types.SocketOption.Value = 131_072

    private let patience: TimeAmount
    private let logger: Logger
    private var pending: Scheduled<Void>?

    init(patience: Duration, logger: Logger) {
        self.patience = TimeAmount(patience)
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            try context.channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: Self.kernelBuffer)
        } catch {
            logger.debug("the kernel's send buffer keeps its default size", metadata: ["error": "\(error)"])
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        pending?.cancel()
        pending = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        pending?.cancel()
        pending = nil
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            pending?.cancel()
            pending = nil
        } else if pending == nil {
            let channel = context.channel
            let logger = logger
            pending = context.eventLoop.scheduleTask(in: patience) {
                logger.info("a client of the console does not read what it asked for; it is dropped")
                channel.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }
}
