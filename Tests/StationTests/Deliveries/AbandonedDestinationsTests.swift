import Forwarding
import Journal
import Logging
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

/// A destination that is taken out of the configuration must not cost what waits for it, unless somebody says so.
@Suite struct AbandonedDestinationsTests {
    private func site(
        _ folder: TemporaryDirectory, _ destinations: [String], abandoning: Set<String> = []
    ) throws(SiteError) -> Site {
        var configuration = SiteConfiguration(site: "post", cameras: [])
        configuration.destinations = destinations.map { Destination(name: $0, url: "https://\($0).invalid/") }
        return try Site(
            configuration: configuration, stateDirectory: folder.file("state"), abandoning: abandoning,
            clock: ManualSiteClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func prepare(_ folder: TemporaryDirectory, kind: EntryKind, cursor: Int64) async throws {
        let site = try site(folder, ["sector"])
        try await site.journal.append(EntryDraft(kind: kind, time: ManualSiteClock().reading()))
        try site.journal.moveCursors(of: "sector", to: [.routine: min(cursor, site.journal.head)])
        try await site.stop()
    }

    @Test func whatWaitsKeepsTheSiteFromStarting() async throws {
        let folder = try TemporaryDirectory()
        try await prepare(folder, kind: .watchChanged, cursor: 0)
        let error = #expect(throws: SiteError.self) { _ = try site(folder, ["other"]) }
        #expect(error.map { "\($0)" }?.contains("--abandon sector") == true)
        #expect(error?.exitCode == 78)
    }

    @Test func whatSomebodyGivesUpIsForgottenAndTold() async throws {
        let folder = try TemporaryDirectory()
        try await prepare(folder, kind: .watchChanged, cursor: 0)
        let site = try site(folder, ["other"], abandoning: ["sector"])
        #expect(try site.journal.reader.cursors()["sector"] == nil)
        site.start()
        await site.journal.settle()
        let told = try #require(try site.journal.reader.newestEntry(of: .deliveryAbandoned))
        #expect(told.payload["destination"] == "sector" && told.payload["waiting"]?.integer ?? 0 > 0)
        try await site.stop()
    }

    @Test func nothingIsAskedWhereNothingWaits() async throws {
        let folder = try TemporaryDirectory()
        try await prepare(folder, kind: .watchChanged, cursor: 99)
        let site = try site(folder, [])
        #expect(try site.journal.reader.cursors().isEmpty)
        try await site.stop()
    }

    @Test func aSitesOwnLastWordsAreNothingThatWaits() async throws {
        let folder = try TemporaryDirectory()
        try await prepare(folder, kind: .siteStopped, cursor: 0)
        let site = try site(folder, [])
        try await site.stop()
    }

    @Test func whatIsConfiguredIsNotGivenUp() async throws {
        let folder = try TemporaryDirectory()
        try await prepare(folder, kind: .watchChanged, cursor: 0)
        let error = #expect(throws: SiteError.self) { _ = try site(folder, ["sector"], abandoning: ["sector"]) }
        #expect(error.map { "\($0)" }?.contains("is configured") == true)
    }
}
