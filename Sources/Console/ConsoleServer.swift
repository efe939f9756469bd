import Hummingbird
import HummingbirdCore
public import Journal
public import Logging
import NIOCore
public import ServiceLifecycle
public import Station

/// The HTTP faces of a site: health, metrics and events, on a TCP door and on a Unix socket.
///
/// Invariants:
/// - TCP carries no picture, no event detail and no secret; full entries go over the socket only, after ``Audit`` has noted
///   who reads them.
/// - What a client does, or does not do, costs a bounded amount of memory and connections, and nothing of the cameras.
/// - A socket file that a running daemon answers on is never taken away from it.
/// - After shutdown was asked for, all requests and streams have ended within a second.
public struct ConsoleServer: Service {
    private let configuration: ConsoleServerConfiguration
    private let status: any SiteStatusSource
    private let steering: (any DestinationSteering)?
    private let journal: Journal
    private let logger: Logger
    private let onServing: (@Sendable (ConsoleEndpoints) -> Void)?

    /// Makes a console that is not yet open.
    ///
    /// - Parameters:
    ///   - status: asked anew for each request.
    ///   - steering: what people do to destinations; `nil` where nothing is delivered.
    ///   - onServing: called once, when all doors are open.
    public init(
        configuration: ConsoleServerConfiguration, status: any SiteStatusSource,
        steering: (any DestinationSteering)? = nil, journal: Journal, logger: Logger,
        onServing: (@Sendable (ConsoleEndpoints) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.status = status
        self.steering = steering
        self.journal = journal
        self.logger = logger
        self.onServing = onServing
    }

    /// Serves until the surrounding service group shuts down or the task is cancelled.
    ///
    /// - Throws: `ConsoleError` if a door cannot be opened.
    public func run() async throws {
        let place = configuration.socketPath.map(SocketPlace.init)
        try place?.clear()
        let opening = Opening(place: place, onServing: onServing)
        defer {
            if opening.isSocketOpen { place?.remove() }
        }
        var doors = [Door.tcp(host: configuration.host, port: configuration.port)]
        if let place { doors.append(.socket(path: place.path)) }
        let reads = PersonalReads(reader: journal.reader)
        let audit = Audit(journal: journal)
        let walks = WalkBook()
        let exports = StreamSlots(limit: 1)
        let slots = doors.map { (name: $0.name, slots: StreamSlots(limit: configuration.streamLimit)) }

        try await withThrowingTaskGroup(of: Ended.self) { group in
            for (door, slot) in zip(doors, slots) {
                let responder = ConsoleResponder(
                    door: door, configuration: configuration, status: status, steering: steering, journal: journal,
                    reads: reads,
                    audit: audit, walks: walks, exports: exports, slots: slot.slots, allSlots: slots,
                    hostCheck: HostCheck(door: door), logger: logger)
                group.addTask { try await serve(door, responder, opening) }
            }
            group.addTask { try await patience() }
            var open = doors.count
            while open > 0, let ended = try await group.next() {
                switch ended {
                case .door: open -= 1
                case .patience: group.cancelAll()
                case .cancelled: break
                }
            }
            group.cancelAll()
        }
    }

    /// What one of the server's tasks ended with.
    private enum Ended {
        case door
        case patience
        case cancelled
    }

    private func serve(_ door: Door, _ responder: ConsoleResponder, _ opening: Opening) async throws -> Ended {
        // One after the other: if the port is taken, the socket was never there.
        if door.isSocket { for await _ in opening.tcpOpened {} }
        guard !Task.isCancelled else { return .door }
        do {
            try await application(door, responder, opening).run()
        } catch {
            if let failure = opening.failure { throw failure }
            if !Task.isCancelled { throw ConsoleError.listening(on: door, failed: error) }
        }
        return .door
    }

    /// Ends `shutdownSeconds` after a graceful shutdown began.
    private func patience() async throws -> Ended {
        do {
            try await gracefulShutdown()
            try await Task.sleep(for: .seconds(configuration.shutdownSeconds))
            return .patience
        } catch is CancellationError {
            return .cancelled
        }
    }

    private func application(
        _ door: Door, _ responder: ConsoleResponder, _ opening: Opening
    ) -> Application<ConsoleResponder> {
        // Hummingbird's own news are in its words, and only its complaints are of interest.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let stalled = Duration.seconds(configuration.stalledSeconds)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [StalledClientHandler(patience: stalled, logger: logger)],
            idleTimeout: TimeAmount(.seconds(configuration.idleSeconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64))
        let address: BindAddress =
            switch door {
            case .tcp(let host, let port): .hostname(host, port: port)
            case .socket(let path): .unixDomainSocket(path: path)
            }
        return Application(
            responder: responder,
            server: .http1(configuration: channel),
            configuration: ApplicationConfiguration(
                address: address, serverName: "karaula/\(configuration.version)",
                availableConnectionsDelegate: .maximum(configuration.connectionLimit, logger: quiet)),
            onServerRunning: { channel in
                opening.opened(door, on: channel)
                logger.info("the console is open", metadata: ["place": "\(door.place)"])
            },
            logger: quiet)
    }
}
