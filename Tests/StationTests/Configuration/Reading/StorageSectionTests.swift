import Journal
import Station
import Testing

@Suite("Retention and storage")
struct StorageSectionTests {
    private static func document(_ text: String) -> String {
        "site: post\ncameras: [{name: gate, source: {device: /dev/video0}}]\n" + text
    }

    @Test("reach the journal, with the destinations that it must wait for")
    func mapping() throws {
        let options = try SiteConfiguration.parse(
            Self.document(
                """
                retention: {recordings: 10d, snapshots: unlimited, events: unlimited, bytes: 2TiB}
                storage: {keep_free: 2GiB, reserve: 0, horizon: 12h, sweep: 30s}
                destinations:
                  - {name: sector, url: "https://sector.example/"}
                  - {name: desk, url: "https://desk.example/"}
                """)
        ).storageOptions
        #expect(options.retention.recordingsAge == 864_000 && options.retention.snapshotsAge == nil)
        #expect(options.retention.eventsAge == nil && options.retention.auditAge == 730 * 86_400)
        #expect(options.retention.siteBytes == 2 << 40 && options.retention.recordingsBytes == nil)
        #expect(options.keepFree == 2 << 30 && options.reserve == 0)
        #expect(options.horizonSeconds == 43_200 && options.sweepSeconds == 30)
        #expect(options.destinations == ["sector", "desk"].map { DeliveryDemand(name: $0) })
    }

    @Test("have the same defaults in the file as in the journal")
    func defaults() throws {
        #expect(try SiteConfiguration.parse(Self.document("")).storageOptions == StorageOptions())
    }

    static let documents: [BadDocument] = [
        .init(
            "files that outlive their event", whole: document("retention: {recordings: 400d}"),
            "f:3:25: 'recordings' in retention is 400d, longer than 'events' (365d): a file cannot be kept without the "
                + "details of its event"),
        .init(
            "files that stay for ever", whole: document("retention:\n  snapshots: unlimited\n  events: 90d"),
            "f:4:14: 'snapshots' in retention is unlimited, longer than 'events' (90d): a file cannot be kept without the "
                + "details of its event"),
        .init(
            "a negative age", whole: document("retention: {audit: -1d}"),
            "f:3:20: 'audit' in retention must be unlimited or a duration from 1m to 3650d, such as 500ms, 5s or 2m, not "
                + "'-1d'"),
        .init(
            "a misspelt key", whole: document("storage: {keepfree: 1GiB}"),
            "f:3:11: unknown key 'keepfree' in storage; did you mean 'keep_free'?"),
        .init(
            "a reserve without a unit that is meant", whole: document("storage: {reserve: 64 sheep}"),
            "f:3:20: 'reserve' in storage must be a size from 0 to 16GiB, such as 24MiB, not '64 sheep'"),
    ]

    @Test("say what is wrong with them, and where", arguments: documents)
    func bad(document: BadDocument) {
        #expect(document.lines == document.expected)
    }
}
