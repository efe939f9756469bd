import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// The doors of a ledger: one for sites, with mutual TLS, and one on loopback for health and metrics.
///
/// Invariants: connections, bytes in memory and the time of a request are bounded; after shutdown was asked for, what has begun
/// may end for a second.
public struct LedgerServer: Service {
    private static let shutdownPatience = Duration.seconds(1)
    private static let lookInterval = Duration.seconds(5)

    private let ledger: Ledger
    private let configuration: LedgerConfiguration
    private let tls: LedgerTLS
    private let connections: LedgerConnections
    private let logger: Logger
    private let onServing: (@Sendable (LedgerEndpoints) -> Void)?

    /// Makes a server that is not yet open.
    ///
    /// - Parameter onServing: called once, when both doors are open.
    /// - Throws: ``LedgerError`` if the certificate files cannot be used.
    public init(
        ledger: Ledger, configuration: LedgerConfiguration, logger: Logger,
        onServing: (@Sendable (LedgerEndpoints) -> Void)? = nil
    ) throws(LedgerError) {
        self.ledger = ledger
        self.configuration = configuration
        self.logger = logger
        self.onServing = onServing
        tls = try LedgerTLS(configuration.tls, logger: logger)
        connections = LedgerConnections(tls: tls, clock: ledger.clock)
    }

    /// Serves until the surrounding service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``LedgerError`` if a door cannot be opened.
    public func run() async throws {
        let budget = BodyBudget(limit: LedgerResponder.budgetBytes)
        let counts = RequestCounts()
        let opening = LedgerOpening(onServing: onServing)
        let sites = application(
            LedgerResponder(
                ledger: ledger, configuration: configuration, connections: connections, budget: budget, counts: counts,
                logger: logger),
            at: configuration.listen, behindTLS: true, opening.openedForSites)
        let health = application(
            HealthResponder(ledger: ledger, tls: tls, budget: budget, counts: counts, logger: logger),
            at: configuration.health, behindTLS: false, opening.openedForHealth)
        try await withThrowingTaskGroup(of: Ended.self) { group in
            group.addTask { try await serve(sites, at: configuration.listen) }
            group.addTask { try await serve(health, at: configuration.health) }
            group.addTask { await watch() }
            // A door that could not be opened ends the others.
            defer { group.cancelAll() }
            var open = 2
            while open > 0, let ended = try await group.next() {
                switch ended {
                case .door: open -= 1
                case .patience: group.cancelAll()
                }
            }
        }
    }

    /// What one of the server's tasks ended with.
    private enum Ended {
        case door
        case patience
    }

    /// Looks for silent sites, and for connections that may not go on, until a shutdown is asked for; ends when its patience does.
    private func watch() async -> Ended {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            ledger.look()
            connections.closeOutdated()
            // A cancelled sleep means that the end has come; the loop's condition sees it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.lookInterval) }  // see above
        }
        // Cancelled when both doors have ended before.
        try? await Task.sleep(for: Self.shutdownPatience)  // see above
        return .patience
    }

    private func serve(
        _ application: some ApplicationProtocol, at endpoint: LedgerConfiguration.Endpoint
    ) async throws -> Ended {
        do { try await application.run() } catch {
            guard !Task.isCancelled else { return .door }
            throw LedgerError(
                .inUse, place: "\(endpoint.host):\(endpoint.port)", cause: "cannot listen there: \(error)",
                mend: "Stop the other process, or choose another address and port")
        }
        return .door
    }

    private func application<Responder: HTTPResponder>(
        _ responder: Responder, at endpoint: LedgerConfiguration.Endpoint, behindTLS: Bool,
        _ opened: @escaping @Sendable (Int) -> Void
    ) -> Application<Responder> where Responder.Context == LedgerContext {
        // Hummingbird's own news are in its words, and only its complaints are of interest.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let http = HTTP1Channel.Configuration(
            idleTimeout: .milliseconds(Int64(configuration.idleSeconds * 1000)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64))
        let (tls, connections) = (tls, connections)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { responder in
                let plain = HTTP1Channel(responder: responder, configuration: http)
                return behindTLS ? LedgerTLSChannel(base: plain, tls: tls, connections: connections) : plain
            },
            configuration: ApplicationConfiguration(
                address: .hostname(endpoint.host, port: endpoint.port), serverName: "karaula-ledger",
                availableConnectionsDelegate: .maximum(configuration.connectionLimit, logger: quiet)),
            onServerRunning: { channel in opened(channel.localAddress?.port ?? 0) },
            logger: quiet)
    }
}
