import Console
import Logging
import ServiceLifecycle
import Station

/// Runs a site until the process is told to stop, and tells the service manager how it is.
struct SiteService: Service {
    let site: Site
    let notifier: ServiceNotifier
    /// Where the console serves, once, when all its doors are open.
    let doors: AsyncStream<ConsoleEndpoints>
    let host: String
    let state: String
    let logger: Logger

    /// Seconds between two status lines for the service manager.
    private static let statusInterval = Duration.seconds(2)

    func run() async throws {
        for await endpoints in doors.cancelOnGracefulShutdown() {
            logger.notice(
                "serving",
                metadata: [
                    "health": "http://\(host):\(endpoints.port)/health", "socket": "\(endpoints.socketPath ?? "none")",
                ])
            await watch()
        }
        // Also after a console that could not open its doors: the journal is closed in order.
        notifier.stopping()
        logger.notice("stopping")
        do {
            try await site.stop()
        } catch {
            throw DaemonFailure(line: "\(error)", exitCode: error.exitCode)
        }
        logger.notice("stopped")
    }

    private func watch() async {
        site.start()
        notifier.status(site.status().summary)
        notifier.ready()
        logger.notice("watching", metadata: ["journal": "\(state)", "status": "\(site.status().summary)"])
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // A cancelled sleep means that the end has come; the loop's condition sees it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.statusInterval) }  // see above
            notifier.status(site.status().summary)
        }
    }
}
