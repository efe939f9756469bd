package import Forwarding
package import Journal
package import Logging
import MerkleLog
import Synchronization
package import Timekeeping

/// Says in time that a destination's client certificate runs out: by an entry, once for each certificate, and in the health.
package final class ExpiryWatch: Sendable {
    /// How long before the end it is said, in seconds.
    static let horizon = 14 * 86_400.0
    /// Between two looks, in seconds.
    static let interval = 3600.0

    private let destinations: Mutex<[Destination]>
    private let journal: Journal
    private let clock: any SiteClock
    private let logger: Logger
    private let ending = Mutex<[String: UTCTime]>([:])
    /// Which ends are told already, or are being told: two looks at the same time tell one once.
    private let told = Mutex<Set<Certificate>>([])

    private struct Certificate: Hashable {
        var destination: String
        var end: UTCTime
    }

    package init(destinations: [Destination], journal: Journal, clock: any SiteClock, logger: Logger) {
        self.destinations = Mutex(destinations)
        self.journal = journal
        self.clock = clock
        self.logger = logger
    }

    /// Looks at the certificates of other destinations from the next look on.
    func adopt(_ destinations: [Destination]) {
        self.destinations.withLock { $0 = destinations }
        let names = Set(destinations.map(\.name))
        ending.withLock { $0 = $0.filter { names.contains($0.key) } }
    }

    /// Looks every hour until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            // A sleep that is cut short is the end.
            do { try await Task.sleep(for: .seconds(Self.interval)) } catch { return }
        }
    }

    /// Looks at every certificate once.
    package func look() async {
        let now = clock.reading().utc
        for destination in destinations.withLock({ $0 }) where !Task.isCancelled {
            // What cannot be read is told by whoever delivers.
            guard let end = try? destination.certificateExpiry else { continue }  // see above
            let left = Double(end.nanoseconds &- now.nanoseconds) / 1e9
            guard left <= Self.horizon else {
                ending.withLock { $0[destination.name] = nil }
                continue
            }
            ending.withLock { $0[destination.name] = end }
            await tell(destination, end: end, left: left)
        }
    }

    private func tell(_ destination: Destination, end: UTCTime, left: Double) async {
        let certificate = Certificate(destination: destination.name, end: end)
        guard told.withLock({ $0.insert(certificate).inserted }) else { return }
        do throws(JournalError) {
            guard try !wasTold(destination, end) else { return }
            let days = Int64(max(0, left / 86_400))
            logger.warning(
                "the certificate for destination \(destination.name) ends in \(days) days, at \(end.rfc3339)",
                metadata: [
                    LogSubject.key: "\(LogSubject.certificateEnds.rawValue)", "destination": "\(destination.name)",
                ])
            try await journal.appendAtOnce(
                .deliveryDegraded,
                details: [
                    "destination": .string(destination.name), "reason": .string("certificate-expires"),
                    "until": .string(end.rfc3339), "days": .integer(days),
                ])
        } catch {
            // The next look tries it again.
            told.withLock { _ = $0.remove(certificate) }
            logger.error("that a certificate ends is not in the journal: \(error)")
        }
    }

    private func wasTold(_ destination: Destination, _ end: UTCTime) throws(JournalError) -> Bool {
        let told = try journal.reader.entries(
            after: 0, limit: 1000, matching: EntryFilter(kinds: [.deliveryDegraded]))
        return told.contains {
            $0.payload["destination"]?.string == destination.name && $0.payload["until"]?.string == end.rfc3339
        }
    }

    /// What is worse than it should be, one sentence each.
    var degradations: [String] {
        ending.withLock { $0 }.sorted { $0.key < $1.key }.map { name, end in
            "the certificate for destination \(name) ends at \(end.rfc3339): have it renewed and put it in its place"
        }
    }
}
