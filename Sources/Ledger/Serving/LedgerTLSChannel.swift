import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// HTTP/1.1 behind TLS whose certificates may change while the server runs.
struct LedgerTLSChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    /// Seconds for which a stranger may take a connection.
    private static let handshakeSeconds: Int64 = 10

    let base: HTTP1Channel
    let tls: LedgerTLS
    let connections: LedgerConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let (context, epoch) = tls.context()
            connections.open(channel, epoch: epoch)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
            try channel.pipeline.syncOperations.addHandler(
                HandshakeDeadline(patience: .seconds(Self.handshakeSeconds)))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
