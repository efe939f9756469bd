import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Looks once a second whether a receiver that could not be reached takes connections again.
///
/// A connection that succeeds counts only after one that failed: a receiver that takes connections and then fails is left to
/// the back-off, and is not asked more often for it.
final class LinkProbe: Sendable {
    /// Between two looks, and for each, in seconds.
    static let interval = 1.0

    private let host: String
    private let port: Int
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Makes a probe of the place that a destination's URL names; `nil` if it names none.
    init?(_ url: String) {
        guard let (host, port) = Self.place(of: url) else { return nil }
        self.host = host
        self.port = port
    }

    /// The host and port that a destination's URL names; `nil` if it names none.
    static func place(of url: String) -> (host: String, port: Int)? {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { return nil }
        let usual = ["https": 443, "http": 80, "mqtts": 8883, "mqtt": 1883, "syslog+tls": 6514]
        guard let port = parts.port ?? usual[parts.scheme?.lowercased() ?? ""] else { return nil }
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port)
    }

    /// Calls `body` once, when connections are taken again; does nothing if it looks already.
    func begin(_ body: @escaping @Sendable () -> Void) {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { [host, port] in
                var wasDown = false
                while !Task.isCancelled {
                    // A sleep that is cut short is the end.
                    do { try await Task.sleep(for: .seconds(Self.interval)) } catch { return }
                    let isUp = await Self.takesConnections(host, port)
                    if isUp, wasDown { return body() }
                    if isUp { return }
                    wasDown = true
                }
            }
        }
    }

    /// Looks no more.
    func end() {
        task.withLock { task in
            task?.cancel()
            task = nil
        }
    }

    private static func takesConnections(_ host: String, _ port: Int) async -> Bool {
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.milliseconds(Int64(interval * 1000)))
        do {
            try await bootstrap.connect(host: host, port: port).get().close()
            return true
        } catch {
            // Whatever it is, it is why nothing can be delivered, and told there.
            return false
        }
    }
}
