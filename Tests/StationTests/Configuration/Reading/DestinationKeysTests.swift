import Forwarding
import Journal
import MerkleLog
import Station
import Testing

/// Every key of a destination has its effect.
@Suite("The keys of a destination")
struct DestinationKeysTests {
    private func destination(_ keys: String, url: String = "https://h/v1/entries") throws -> Destination {
        let text = BadDestinationTests.text("  - {name: a, url: '\(url)'\(keys.isEmpty ? "" : ", \(keys)")}\n")
        return try #require(try SiteConfiguration.parse(text).destinations.first)
    }

    private func lines(_ keys: String, url: String = "https://h/v1/entries") -> [String] {
        BadDocument("", whole: BadDestinationTests.text("  - {name: a, url: '\(url)', \(keys)}\n")).lines
    }

    private static let key: String = {
        let seed = [UInt8](repeating: 7, count: 32)
        let signer = try? NoteSigner(name: "ledger", algorithm: .cosignature, seed: seed)  // 32 bytes always are a key
        return signer?.key.description ?? ""
    }()

    @Test func defaultsOfAPlainReceiver() throws {
        let plain = try destination("")
        #expect(plain.receipt == .answer && plain.receiptKey == nil && !plain.isCompressing && plain.rate == nil)
        #expect(plain.stormLimit == 3 && plain.stormSeconds == 60 && plain.stallSeconds == 600)
        #expect(plain.disclosure == Disclosure.metadata && plain.minimumSeverity == .information)
        #expect(plain.demand == DeliveryDemand(name: "a"))
    }

    @Test func defaultsOfALedger() throws {
        let ledger = try destination("receipt: ledger, receipt_key: '\(Self.key)'")
        #expect(ledger.receipt == .ledger && ledger.receiptKey == Self.key && ledger.isCompressing)
        #expect(ledger.disclosure == Disclosure.everything && ledger.takesEverything)
        #expect(
            ledger.demand == DeliveryDemand(name: "a", needsReceipt: true, evidence: [.snapshots, .recordings]))
        #expect(ledger.problems.isEmpty)
    }

    @Test func eachKeyIsRead() throws {
        #expect(try destination("severity: alarm").minimumSeverity == .alarm)
        #expect(try destination("cameras: [gate, a]").disclosure.cameras == ["a", "gate"])
        #expect(try destination("zones: [fence]").disclosure.zones == ["fence"])
        #expect(try destination("fields: all").disclosure.fields == .all)
        #expect(try destination("fields: metadata").disclosure.fields == Disclosure.metadata.fields)
        let paths = try ["rule", "box.x"].map { try FieldPath($0) }
        #expect(try destination("fields: [rule, box.x]").disclosure.fields == .only(Set(paths)))
        #expect(try destination("pictures: snapshot").evidence == [.snapshots])
        #expect(try destination("pictures: all").evidence == [.snapshots, .recordings])
        #expect(try destination("gzip: true").isCompressing)
        #expect(try destination("rate: 8KiB").rate == 8192)
        #expect(try destination("storm: 0").stormLimit == 0)
        #expect(try destination("storm_window: 5m").stormSeconds == 300)
        #expect(try destination("stall: 1h").stallSeconds == 3600)
        let ledger = "receipt: ledger, receipt_key: '\(Self.key)'"
        #expect(try destination("\(ledger), gzip: false").isCompressing == false)
        #expect(try destination("\(ledger), fields: metadata").takesEverything == false)
    }

    @Test func aBrokerHasKeysOfItsOwn() throws {
        let broker = try destination(
            """
            receipt: broker, pictures: snapshot, mqtt: {topic: border/north, fallbacks: ['mqtts://second:8883'], \
            session_expiry: 2h, will_delay: 5s, alarm_expiry: 1h, routine_expiry: unlimited, snapshot_expiry: 10m, \
            home_assistant: homeassistant}
            """, url: "mqtts://broker.example:8883")
        #expect(broker.way == .mqtt && broker.receipt == .broker)
        #expect(broker.mqtt.topicPrefix == "border/north" && broker.mqtt.fallbacks == ["mqtts://second:8883"])
        #expect(broker.mqtt.sessionExpirySeconds == 7200 && broker.mqtt.willDelaySeconds == 5)
        #expect(broker.mqtt.messageExpirySeconds == [.alarm: 3600, .snapshots: 600])
        #expect(broker.mqtt.homeAssistantPrefix == "homeassistant")
        #expect(broker.problems.isEmpty)
        let plain = try destination("receipt: broker", url: "mqtts://broker.example")
        #expect(plain.mqtt == MQTTSettings())
    }

    @Test(arguments: [
        ("receipt: ledger", "needs the key 'receipt_key'"), ("receipt_key: x", "must be a verifier key"),
        ("receipt: broker", "cannot be broker for https"), ("mqtt: {topic: a}", "has a meaning only for a broker"),
        ("severity: loud", "must be information, warning"), ("fields: []", "must be all, metadata"),
        ("fields: [a..b]", "has an empty name"), ("rate: 10", "must be unlimited or a size"),
        ("storm_window: 0s", "must be a duration"), ("pictures: some", "must be none, snapshot or all"),
        ("cameras: gate", "must be all or a list"), ("stall: 1s", "must be a duration"),
    ])
    func whatCannotBeIsTold(keys: String, words: String) {
        let lines = lines(keys)
        #expect(lines.contains { $0.contains(words) }, "\(lines)")
    }

    @Test(arguments: [
        ("mqtts://h", "kinds: all", "must be broker for mqtt"), ("syslog+tls://h", "receipt: answer", "must be broker"),
        ("syslog+tls://h", "receipt: broker, pictures: snapshot", "must be none for syslog"),
        ("mqtts://h", "receipt: broker, pictures: all", "gets no recordings"),
        ("mqtts://h/path", "receipt: broker", "no paths"), ("mqtt://h", "receipt: broker", "plain mqtt"),
        ("mqtts://h", "receipt: broker, mqtt: {will_delay: 2h, session_expiry: 1h}", "must be"),
        ("mqtts://h", "receipt: broker, mqtt: {topic: 'a//b'}", "must be a topic"),
        ("mqtts://h", "receipt: broker, mqtt: {fallbacks: ['https://h']}", "must be a broker"),
    ])
    func whatDoesNotGoWithATransportIsTold(url: String, keys: String, words: String) {
        let lines = lines(keys, url: url)
        #expect(lines.contains { $0.contains(words) }, "\(lines)")
    }
}
