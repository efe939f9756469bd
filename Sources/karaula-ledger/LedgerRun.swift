import Glibc
import Ledger
import Logging
import MerkleLog
import ServiceLifecycle
import Timekeeping
import UnixSignals

/// One run of the ledger: directory, key, store, doors, in this order, and back.
struct LedgerRun {
    let configuration: LedgerConfiguration
    let directory: String

    func run() async throws {
        // A client that hangs up is an error of that write, not the end of the ledger.
        signal(SIGPIPE, SIG_IGN)
        let level = configuration.logLevel
        let underJournald = getenv("JOURNAL_STREAM") != nil
        LoggingSystem.bootstrap { _ in LedgerLogHandler(level: level, underJournald: underJournald) }
        let logger = Logger(label: "karaula-ledger")
        let folder = try LedgerDirectory(opening: directory)
        let provided = Places.providedKey(configuration)
        let signer = try ReceiptKey.open(name: configuration.name, directory: directory, provided: provided)
        if ReceiptKey.isExposed(provided ?? ReceiptKey.path(in: directory)) {
            logger.warning(
                "others may read the key for receipts, and sign in this ledger's name",
                metadata: ["place": "\(provided ?? ReceiptKey.path(in: directory))"])
        }
        let clock: SystemSiteClock
        do { clock = try SystemSiteClock() } catch {
            throw LedgerError(.inputOutput, place: "the clock", cause: "\(error)", mend: "Report this with the log")
        }
        let broken = AsyncStream<LedgerError>.makeStream()
        let ledger = try Ledger(
            store: SQLiteLedgerStore(directory: folder), directory: directory, signer: signer,
            rules: configuration.rules, clock: clock, logger: logger, onBroken: { broken.continuation.yield($0) })
        let manager = ServiceManager(socketPath: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
        let server = try LedgerServer(ledger: ledger, configuration: configuration, logger: logger) { endpoints in
            logger.notice(
                "serving",
                metadata: [
                    "sites": "\(configuration.listen.host):\(endpoints.port)",
                    "health": "http://\(configuration.health.host):\(endpoints.healthPort)/health",
                    "receipt_key": "\(signer.key)",
                ])
            manager.ready(status: "serving sites at \(configuration.listen.host):\(endpoints.port)")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server), .init(service: Watchman(broken: broken.stream))],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        defer { manager.stopping() }
        try await group.run()
        logger.notice("stopped")
        withExtendedLifetime(folder) {}
    }
}

/// Ends the process when the store can no longer be trusted, so that the service manager begins it anew.
private struct Watchman: Service {
    let broken: AsyncStream<LedgerError>

    func run() async throws {
        for await error in broken.cancelOnGracefulShutdown() { throw error }
        try? await gracefulShutdown()  // cancelled only when everything ends
    }
}
