import Console
import Glibc
import Logging
import ServiceLifecycle
import Station
import Timekeeping

/// Runs a site until the process is told to stop, and tells the service manager how it is.
struct SiteService: Service {
    let site: Site
    let notifier: ServiceNotifier
    /// Where the console serves, once, when all its doors are open.
    let doors: AsyncStream<ConsoleEndpoints>
    /// Each time that somebody asks for taking up the configuration anew.
    let reloads: AsyncStream<Void>
    let configurationPath: String
    let host: String
    let state: String
    let clock: any SiteClock
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
        let watchdog = makeWatchdog()
        watchdog?.start()
        defer { watchdog?.stop() }
        site.tellThatItWatches(journalAt: state)
        await withTaskGroup { group in
            group.addTask { await tellStatus() }
            group.addTask {
                for await _ in reloads.cancelOnGracefulShutdown() { await reload() }
            }
        }
    }

    /// What tells the service manager that everything moves; `nil` if it does not want to know.
    private func makeWatchdog() -> Watchdog? {
        Watchdog.interval({ name in getenv(name).map { String(cString: $0) } }, process: getpid()).map { seconds in
            Watchdog(seconds: seconds, notifier: notifier, clock: clock, logger: logger) { [site] in site.heartbeats }
        }
    }

    private func tellStatus() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // A cancelled sleep means that the end has come; the loop's condition sees it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.statusInterval) }  // see above
            notifier.status(site.status().summary)
        }
    }

    /// Reads the configuration anew, and takes it up if that can be done.
    private func reload() async {
        guard !Task.isShuttingDownGracefully else { return }
        notifier.reloading(now: clock.now())
        let loaded: Result<(configuration: SiteConfiguration, text: String), ConfigurationErrors>
        do throws(ConfigurationErrors) {
            loaded = .success(try SiteConfiguration.loadWithText(path: configurationPath))
        } catch {
            loaded = .failure(error)
        }
        // A stop does not wait for what a destination that is removed still has to bring away.
        await cancelWhenGracefulShutdown { _ = await site.reload(loaded) }
        notifier.status(site.status().summary)
        notifier.ready()
    }
}
