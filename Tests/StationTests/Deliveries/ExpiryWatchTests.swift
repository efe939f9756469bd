import Forwarding
import Foundation
import Journal
import Logging
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

/// A client certificate that ends soon is told in time, once.
@Suite(.timeLimit(.minutes(10)))
struct ExpiryWatchTests {
    private func certificate(_ folder: TemporaryDirectory, days: Int) throws {
        let outcome = try Child.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "\(days)",
                "-subj", "/CN=post", "-keyout", folder.file("site.key"), "-out", folder.file("site.pem"),
            ])
        try #require(outcome.status == 0)
    }

    /// Runs a site until `condition` holds of its journal, and hands back how often the end was told.
    private func told(_ folder: TemporaryDirectory, until condition: (Site) throws -> Bool) async throws -> [Entry] {
        var configuration = SiteConfiguration(site: "post", cameras: [])
        configuration.destinations = [
            Destination(
                name: "sector", url: "https://127.0.0.1:1/v1/entries", clientCertificate: folder.file("site.pem"),
                clientKey: folder.file("site.key"))
        ]
        let site = try Site(
            configuration: configuration, stateDirectory: folder.file("state"), clock: try SystemSiteClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        site.start()
        while try !condition(site) { try await Task.sleep(for: .milliseconds(20)) }
        await site.journal.settle()
        let entries = try site.journal.reader.entries(
            after: 0, limit: 100, matching: EntryFilter(kinds: [.deliveryDegraded]))
        try await site.stop()
        return entries
    }

    private func isDegraded(_ site: Site) -> Bool {
        site.status().degradations.contains { $0.contains("certificate for destination sector ends") }
    }

    @Test func anEndWithinTwoWeeksIsAnEntryAndADegradationOnce() async throws {
        let folder = try TemporaryDirectory()
        try certificate(folder, days: 5)
        for _ in 0..<2 {
            let told = try await told(folder) { site in
                try isDegraded(site) && site.journal.reader.newestEntry(of: .deliveryDegraded) != nil
            }
            #expect(told.count == 1)
            #expect(told.first?.payload["destination"] == "sector")
            #expect(told.first?.payload["reason"] == "certificate-expires" && told.first?.payload["days"] == 4)
        }
    }

    @Test func aLaterEndIsNotTold() async throws {
        let folder = try TemporaryDirectory()
        try certificate(folder, days: 40)
        let told = try await told(folder) { site in
            // The certificate is looked at before the first attempt has failed for the third time.
            site.status().destinations.first?.failedAttemptCount ?? 0 >= 3
        }
        #expect(told.isEmpty)
    }

    @Test func looksAtTheSameTimeTellAnEndOnce() async throws {
        let folder = try TemporaryDirectory()
        try certificate(folder, days: 5)
        let clock = try SystemSiteClock()
        let journal = try Journal.open(directory: folder.file("state"), site: "post", clock: clock)
        let watch = ExpiryWatch(
            destinations: [
                Destination(
                    name: "sector", url: "https://127.0.0.1:1/", clientCertificate: folder.file("site.pem"),
                    clientKey: folder.file("site.key"))
            ], journal: journal, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { await watch.look() } }
        }
        #expect(
            try journal.reader.entries(after: 0, limit: 100, matching: EntryFilter(kinds: [.deliveryDegraded])).count
                == 1)
        try await journal.close()
    }
}
