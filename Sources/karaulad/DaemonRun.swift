import Console
import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Station
import Synchronization
import Timekeeping
import UnixSignals

/// One run of the daemon: journal, console, cameras, in this order, and back.
///
/// Invariant: cameras start only when the journal is open and the console's doors are, so that nothing is seen that could
/// not be written down, and no run is a silent one.
struct DaemonRun {
    let configuration: SiteConfiguration
    let configurationText: String
    let configurationPath: String
    let stateDirectory: String
    let runtimeDirectory: String
    let abandoning: Set<String>
    let logger: Logger
    let threshold: LogThreshold

    func run() async throws(DaemonFailure) {
        // A peer that hangs up is an error of that write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        ProcessMemory.boundArenas()
        let (reloads, asked) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let hangUps = watchHangUps { asked.yield() }
        defer { hangUps.cancel() }
        let clock = try openClock()
        let site = try openSite(clock)
        try makeRuntimeDirectory()
        let opened = AsyncStream<ConsoleEndpoints>.makeStream()
        let console = ConsoleServer(
            configuration: ConsoleServerConfiguration(
                host: configuration.console.listen.host, port: configuration.console.listen.port,
                socketPath: runtimeDirectory + "/api.sock", version: KaraulaVersion.current),
            status: site, steering: site.deliveries, journal: site.journal, logger: logger,
            onServing: { endpoints in
                opened.continuation.yield(endpoints)
                opened.continuation.finish()
            })
        let notifier = ServiceNotifier(socketPath: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
        let cameras = SiteService(
            site: site, notifier: notifier, doors: opened.stream, reloads: reloads,
            configurationPath: configurationPath, host: configuration.console.listen.host, state: stateDirectory,
            clock: clock, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: cameras), .init(service: console)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch let failure as DaemonFailure {
            throw failure
        } catch let error as ConsoleError {
            throw DaemonFailure(line: "\(error)", exitCode: error.exitCode)
        } catch {
            throw DaemonFailure(line: "ended unexpectedly: \(error)", exitCode: EX_SOFTWARE)
        }
    }

    /// Calls `handler` for each SIGHUP, from now on: one that comes during the start is not lost, and ends nothing.
    private func watchHangUps(_ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler(handler: handler)
        source.activate()
        return source
    }

    /// The log's key as a systemd credential (`LoadCredential=site.pem:…`), if the service's unit gives one.
    private var providedKey: String? {
        guard let directory = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }) else { return nil }
        let path = "\(directory)/site.pem"
        return access(path, F_OK) == 0 ? path : nil
    }

    private func openClock() throws(DaemonFailure) -> SystemSiteClock {
        do {
            let clock = try SystemSiteClock(page: getenv("KARAULA_CLOCK_PAGE").map { String(cString: $0) })
            if let problem = clock.problem { logger.warning("\(problem)") }
            return clock
        } catch {
            throw DaemonFailure(line: "\(error)", exitCode: EX_OSERR)
        }
    }

    private func openSite(_ clock: SystemSiteClock) throws(DaemonFailure) -> Site {
        do {
            return try Site(
                configuration: configuration, configurationText: configurationText, stateDirectory: stateDirectory,
                keyPath: providedKey, abandoning: abandoning, clock: clock, logger: logger, threshold: threshold)
        } catch {
            throw DaemonFailure(line: "\(error)", exitCode: error.exitCode)
        }
    }

    private func makeRuntimeDirectory() throws(DaemonFailure) {
        if mkdir(runtimeDirectory, 0o755) == 0 || errno == EEXIST {
            if let directory = opendir(runtimeDirectory) {
                closedir(directory)
                return
            }
        }
        throw DaemonFailure(
            line: "\(runtimeDirectory): is no directory that can be used: \(String(cString: strerror(errno))); "
                + "give another one with --runtime, or make this one",
            exitCode: EX_CANTCREAT)
    }
}
