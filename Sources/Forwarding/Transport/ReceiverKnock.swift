import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Connects to a receiver, agrees on TLS, and leaves again without having sent anything.
enum ReceiverKnock {
    /// How long a receiver has for refusing our certificate: in TLS 1.3 (RFC 8446, 2) it does so only when we take the
    /// handshake for done. Seconds.
    private static let refusalPatience = 1.0

    /// - Parameter configuration: `nil` for a receiver without TLS.
    static func knock(host: String, port: Int, configuration: TLSConfiguration?, seconds: Double) async throws {
        let context = try configuration.map { try NIOSSLContext(configuration: $0) }
        // An address is no name to be sent along; the certificate is checked against it all the same.
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil  // a name is none
        let group = MultiThreadedEventLoopGroup.singleton
        let answer = group.next().makePromise(of: Void.self)
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.milliseconds(Int64(seconds * 1000)))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return }
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host),
                        Handshake(answer),
                    ])
                }
            }
        do {
            let channel = try await bootstrap.connect(host: host, port: port).get()
            if context == nil { answer.succeed(()) }
            try await answer.futureResult.get()
            // What the other side thinks of being left is of no interest.
            channel.close(promise: nil)
        } catch {
            answer.fail(error)
            throw error
        }
    }

    /// Tells how the handshake went.
    private final class Handshake: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: EventLoopPromise<Void>

        init(_ answer: EventLoopPromise<Void>) { self.answer = answer }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSUserEvent.handshakeCompleted = event {
                let answer = answer
                context.eventLoop.scheduleTask(in: .milliseconds(Int64(ReceiverKnock.refusalPatience * 1000))) {
                    answer.succeed(())
                }
            }
            context.fireUserInboundEventTriggered(event)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

        func channelInactive(context: ChannelHandlerContext) {
            answer.fail(ChannelError.eof)
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            answer.fail(error)
            context.close(promise: nil)
        }
    }
}
